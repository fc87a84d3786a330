// One key for what a button does, in the list and in a mail. None while something is typed or a key is held with it, and
// none where the settings say so.

const isTyping = (element) => element?.matches?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
const links = () => [...document.querySelectorAll("table.mails .what a")];

const go = (step) => {
  const all = links();
  const at = all.indexOf(document.activeElement.closest("tr")?.querySelector(".what a"));
  all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + step))]?.focus();
};

const row = () => document.activeElement.closest?.("table.mails tbody tr");

const list = {
  j: () => go(1),
  k: () => go(-1),
  ArrowDown: () => go(1),
  ArrowUp: () => go(-1),
  o: () => row()?.querySelector(".what a").click(),
  x: () => row()?.querySelector('[name="uid"]').click(),
  s: () => row()?.querySelector(".star button").click(),
  u: () => document.querySelector('.bar [value="unread"]').click(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
  const button = [...document.querySelectorAll("[data-key]")].find((each) => each.dataset.key.split(" ").includes(event.key));
  const search = event.key === "/" && document.getElementById("search-mail");
  const hasList = links().length > 0;
  const isScrolling = event.key.startsWith("Arrow") && !row();
  const act = search ? () => search.focus() : hasList && !isScrolling ? list[event.key] : null;
  if (!act && !button) return;
  event.preventDefault();
  if (act) return act();
  if (hasList && button.form && row() && !document.querySelector('table.mails [name="uid"]:checked')) {
    row().dispatchEvent(new Event("alone", { bubbles: true }));
  }
  button.click();
});

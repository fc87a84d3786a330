// One tick for all mails of the page, Shift for those between two, and mails dragged to a folder. Without script each has
// its own tick, and a menu moves. The list may be replaced (live.js) and most of its rows are not in the page (long.js):
// what is ticked is kept here, and the bar says how many it are.

const boxes = () => [...document.querySelectorAll('table.mails [name="uid"]')];
const ticked = new Map(); // what is sent of each, by the oldest mail of a conversation, to which newer ones come
let of = ""; // the list whose mails they are
let last = null;

const key = (box) => box.value.replace(/^.*,/, "");

const tell = () => {
  const bar = document.querySelector("[data-list] .bar");
  if (!bar) return;
  const every = boxes();
  const [all, none] = ["all", "none"].map((name) => bar.querySelector(`[data-${name}]`));
  const main = all.querySelector("input");
  main.checked = every.length > 0 && every.every((box) => box.checked);
  main.indeterminate = ticked.size > 0 && !main.checked;
  all.hidden = false;
  none.hidden = ticked.size === 0;
  const number = ticked.size.toLocaleString();
  for (const words of none.querySelectorAll("[data-chosen]")) words.textContent = words.dataset.chosen.replace("[number]", number);
};

// The rows that are in the page say what is ticked of them,
const learn = () => {
  for (const box of boxes()) box.checked ? ticked.set(key(box), box.value) : ticked.delete(key(box));
  tell();
};
// and those that come are told.
const remind = () => {
  const list = document.querySelector("table.mails")?.dataset.rows ?? of;
  if (list !== of) ticked.clear();
  of = list;
  for (const box of boxes()) box.checked = ticked.has(key(box));
  tell();
};
for (const kind of ["list", "rows"]) document.addEventListener(kind, remind);
learn();
remind();

const only = (box) => {
  ticked.clear();
  for (const each of boxes()) each.checked = each === box;
};

document.addEventListener("click", (event) => {
  const box = event.target.closest?.("table.mails [name='uid']");
  if (event.target.closest?.("[data-none]")) only(null);
  else if (event.target.matches?.("[data-all] input")) for (const each of boxes()) each.checked = event.target.checked;
  else if (!box) return;
  if (box && event.shiftKey && last?.isConnected) {
    const every = boxes();
    const [from, to] = [every.indexOf(last), every.indexOf(box)].sort((a, b) => a - b);
    for (const between of every.slice(from, to + 1)) between.checked = box.checked;
  }
  last = box ?? last;
  learn();
});

// A mail without a tick is dragged, or meant by a key (keys.js), alone.
document.addEventListener("alone", (event) => only(event.target.querySelector('[name="uid"]')));
// Said of a row that is touched, not of every row that comes as one scrolls.
document.addEventListener("pointerdown", (event) => {
  const row = event.target.closest?.("table.mails tbody tr:not(.gap)");
  if (row) row.draggable = true;
});
document.addEventListener("dragstart", (event) => {
  const row = event.target.closest?.("table.mails tbody tr");
  if (!row) return;
  const box = row.querySelector('[name="uid"]');
  if (!box.checked) only(box);
  learn();
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("application/x-fumibako-mails", "");
});

// Ticks of rows that are not in the page at the moment go with the form.
document.addEventListener("submit", (event) => {
  if (!event.target.querySelector("table.mails")) return;
  learn();
  for (const kept of event.target.querySelectorAll("input[type=hidden][name=uid]")) kept.remove(); // sent before
  const here = new Set(boxes().map(key));
  for (const [mail, value] of ticked) {
    if (here.has(mail)) continue;
    const kept = document.createElement("input");
    [kept.type, kept.name, kept.value] = ["hidden", "uid", value];
    event.target.append(kept);
  }
});

const folder = (event) =>
  event.dataTransfer?.types.includes("application/x-fumibako-mails") ? event.target.closest?.("[data-folder]") : null;

for (const kind of ["dragenter", "dragover", "dragleave", "drop"])
  document.addEventListener(kind, (event) => {
    const link = folder(event);
    if (!link || link.hasAttribute("aria-current")) return;
    event.preventDefault();
    link.classList.toggle("target", kind === "dragenter" || kind === "dragover");
    if (kind !== "drop") return;
    const form = document.querySelector("[data-list] form");
    form.querySelector('[name="to"]').value = link.dataset.folder;
    form.requestSubmit(form.querySelector('[name="action"][value="move"]'));
  });

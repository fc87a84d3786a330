// One tick for all mails of the page, Shift for those between two, and mails dragged to a folder. Without script each has
// its own tick, and a menu moves. The list may be replaced (live.js), so everything is looked up when it is needed.

const boxes = () => [...document.querySelectorAll('table.mails [name="uid"]')];
let last = null;

const tell = () => {
  const label = document.querySelector("[data-all]");
  if (!label) return;
  label.hidden = false;
  const every = boxes();
  const number = every.filter((box) => box.checked).length;
  const main = label.querySelector("input");
  main.checked = number > 0 && number === every.length;
  main.indeterminate = number > 0 && number < every.length;
};

document.addEventListener("click", (event) => {
  const box = event.target.closest?.("table.mails [name='uid']");
  if (event.target.matches?.("[data-all] input")) for (const each of boxes()) each.checked = event.target.checked;
  if (!box) return;
  if (event.shiftKey && last?.isConnected) {
    const every = boxes();
    const [from, to] = [every.indexOf(last), every.indexOf(box)].sort((a, b) => a - b);
    for (const between of every.slice(from, to + 1)) between.checked = box.checked;
  }
  last = box;
  tell();
});

const draggable = () => {
  for (const row of document.querySelectorAll("table.mails tbody tr")) row.draggable = true;
  tell();
};
for (const kind of ["list", "rows"]) document.addEventListener(kind, draggable);
draggable();

document.addEventListener("dragstart", (event) => {
  const row = event.target.closest?.("table.mails tbody tr");
  if (!row) return;
  const box = row.querySelector('[name="uid"]');
  if (!box.checked) for (const each of boxes()) each.checked = each === box;
  tell();
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("application/x-fumibako-mails", "");
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

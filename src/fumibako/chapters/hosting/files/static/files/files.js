// Files and folders are dropped anywhere on the page, or chosen in the form, which works without script as well.

import { send } from "../ui/sending.js";

const form = document.querySelector("[data-upload]");
for (const part of document.querySelectorAll("[data-with-script]")) part.hidden = false;

// A folder gives its content in portions, until one is empty.
const below = async (entry) => {
  if (entry.isFile) {
    const file = await new Promise((done, failed) => entry.file(done, failed));
    return [{ file, path: entry.fullPath.slice(1) }];
  }
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const portion = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (!portion.length) return found;
    for (const inner of portion) found.push(...(await below(inner)));
  }
};

if (form) {
  form.addEventListener("submit", (event) => {
    const folder = [...form.querySelector("#folders").files].map((file) => ({ file, path: file.webkitRelativePath }));
    const chosen = [...form.querySelector("#files").files].map((file) => ({ file, path: file.name }));
    if (!folder.length && !chosen.length) return;
    event.preventDefault();
    send(form, [...folder, ...chosen]);
  });
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", async (event) => {
    event.preventDefault();
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const files = (await Promise.all(entries.map(below))).flat();
    if (files.length) send(form, files);
  });
}

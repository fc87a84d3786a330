// Large files go up in parts (ui/sending.js). Without script the form sends what was chosen.

import { send } from "../ui/sending.js";

const form = document.querySelector("[data-upload]");
for (const part of document.querySelectorAll("[data-with-script]")) part.hidden = false;

const start = (files) => {
  const sender = form.querySelector("[name=sender]");
  if (sender && !sender.value.trim()) return sender.focus();
  if (files.length) send(form, files);
};

form.addEventListener("submit", (event) => {
  const chosen = [...form.querySelector("#files").files].map((file) => ({ file, path: file.name }));
  if (!chosen.length) return;
  event.preventDefault();
  start(chosen);
});
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => {
  event.preventDefault();
  start([...event.dataTransfer.files].map((file) => ({ file, path: file.name })));
});

// Drafts save themselves, files are taken when they are chosen, Ctrl+Enter sends. Without script the buttons do it.

const form = document.querySelector("[data-draft]");
const state = form.querySelector("[data-draft-state]");
const bar = form.querySelector("[data-upload]");
const hasFiles = () => form.elements.files.files.length > 0;
const QUIET = 4000;
let timer = 0;
let saving = null;
let isLeaving = false;

const typed = () => JSON.stringify([...new FormData(form)].filter(([name]) => !["stored", "files"].includes(name)));
let before = typed();
const isChanged = () => typed() !== before || hasFiles();
const attach = (files) => {
  const all = new DataTransfer();
  for (const file of files) all.items.add(file);
  form.elements.files.files = all.files;
};

// By XMLHttpRequest: it tells how much of the files has gone out.
const posted = (data) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.upload.onprogress = ({ loaded, total }) => {
      bar.hidden = !hasFiles() || loaded === total;
      bar.value = loaded / total;
    };
    request.onload = () => {
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      const isSaved = request.status === 200 && new URL(request.responseURL).searchParams.has("draft");
      resolve({ page, isSaved, url: request.responseURL });
    };
    request.onerror = reject;
    request.onloadend = () => (bar.hidden = true);
    request.open("POST", form.getAttribute("action"));
    request.setRequestHeader("Accept", "text/html");
    request.send(data);
  });

const save = async () => {
  clearTimeout(timer);
  if (saving || isLeaving || !isChanged()) return saving;
  const now = typed();
  const data = new FormData(form);
  const sent = [...form.elements.files.files];
  data.set("action", "save");
  saving = posted(data)
    .then((answer) => {
      const fresh = answer.page.querySelector("[data-draft]");
      if (!answer.isSaved || !fresh) throw new Error("not saved");
      form.elements.stored.value = fresh.elements.stored.value;
      form.elements.message_id.value = fresh.elements.message_id.value;
      const chosenSince = [...form.elements.files.files].filter((file) => !sent.includes(file));
      document.getElementById("attached").replaceWith(fresh.querySelector("#attached"));
      attach(chosenSince);
      history.replaceState(null, "", answer.url);
      before = typed() === now ? typed() : now;
      state.textContent = form.dataset.saved;
    })
    .catch(() => (state.textContent = form.dataset.unsaved))
    .finally(() => {
      saving = null;
      if (isChanged()) later();
    });
  return saving;
};
const later = () => {
  clearTimeout(timer);
  timer = setTimeout(save, QUIET);
};

form.addEventListener("ready", () => (before = typed())); // what formatting.js added was not typed
form.addEventListener("input", later);
form.addEventListener("change", (event) => (event.target.name === "files" ? save() : later()));

// A draft that is being saved is waited for: both would move the same one.
form.addEventListener(
  "submit",
  async (event) => {
    clearTimeout(timer);
    if (!saving) return void (isLeaving = true);
    const button = event.submitter;
    event.preventDefault();
    await saving;
    isLeaving = true;
    form.requestSubmit(button);
  },
  true,
);
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  form.requestSubmit(form.querySelector('[value="send"]'));
});
// Files may be dropped anywhere on the form, also on the text.
const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
for (const name of ["dragenter", "dragover"]) {
  form.addEventListener(name, (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    form.classList.add("dropping");
  }, true);
}
form.addEventListener("dragleave", (event) => form.contains(event.relatedTarget) || form.classList.remove("dropping"));
form.addEventListener("drop", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  event.stopPropagation();
  form.classList.remove("dropping");
  attach([...form.elements.files.files, ...event.dataTransfer.files]);
  save();
}, true);
window.addEventListener("beforeunload", (event) => {
  if (!isLeaving && isChanged()) event.preventDefault();
});

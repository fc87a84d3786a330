// Drafts save themselves, files are taken when they are chosen, Ctrl+Enter sends. Without script the buttons do it.

const form = document.querySelector("[data-draft]");
const state = form.querySelector("[data-draft-state]");
const QUIET = 4000;
let timer = 0;
let saving = null;
let isLeaving = false;

const typed = () => JSON.stringify([...new FormData(form)].filter(([name]) => !["stored", "files"].includes(name)));
let before = typed();
const isChanged = () => typed() !== before || form.elements.files.files.length > 0;

const save = async () => {
  clearTimeout(timer);
  if (saving || isLeaving || !isChanged()) return saving;
  const now = typed();
  const data = new FormData(form);
  data.set("action", "save");
  saving = fetch(form.getAttribute("action"), { method: "POST", body: data, headers: { Accept: "text/html" } })
    .then(async (answer) => {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-draft]");
      if (!answer.ok || !answer.redirected || !fresh) throw new Error("not saved");
      form.elements.stored.value = fresh.elements.stored.value;
      form.elements.message_id.value = fresh.elements.message_id.value;
      document.getElementById("attached").replaceWith(fresh.querySelector("#attached"));
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
window.addEventListener("beforeunload", (event) => {
  if (!isLeaving && isChanged()) event.preventDefault();
});

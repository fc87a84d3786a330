// What the pages gain where script runs. Every page works without it; nothing here carries words of its own.

const on = (type, selector, act) =>
  document.addEventListener(type, (event) => {
    const found = event.target.closest?.(selector);
    if (found) act(found, event);
  });

// Sending takes a moment: say so, and send once.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button || event.defaultPrevented) return;
  if (button.getAttribute("aria-busy") === "true") return event.preventDefault();
  button.setAttribute("aria-busy", "true");
  if (button.dataset.busy) button.textContent = button.dataset.busy;
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

// Show and hide a password.
for (const button of document.querySelectorAll("[data-reveal]")) button.hidden = false;
on("click", "[data-reveal]", (button) => {
  const input = document.getElementById(button.dataset.reveal);
  const isShown = input.type === "text";
  input.type = isShown ? "password" : "text";
  button.setAttribute("aria-pressed", String(!isShown));
});

// Passwords are half-width: say it while typing, change nothing.
on("input", "[data-half-width]", (input) => {
  const hint = document.getElementById(`${input.id}_width`);
  if (hint) hint.hidden = /^[\x20-\x7e]*$/.test(input.value);
});

// What asks for something to be typed is settled by typing.
on("input", "[aria-invalid]", (input) => {
  const error = document.getElementById(`${input.id}_error`);
  if (!error?.hasAttribute("data-until-input")) return;
  error.remove();
  input.removeAttribute("aria-invalid");
});

// A password that was typed does not stay behind the other choice.
on("change", "[data-empties]", (choice) => (document.getElementById(choice.dataset.empties).value = ""));

// A question that has a page of its own is asked in a dialog; its answer goes where the page's would.
on("click", "a[data-dialog]", async (link, event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (document.querySelector("dialog")) return; // the second click of a double one
  const dialog = document.createElement("dialog");
  document.body.append(dialog);
  const page = await fetch(link.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!page?.ok || page.redirected) {
    dialog.remove();
    return location.assign(link.href);
  }
  const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
  const title = document.createElement("h2");
  title.id = "dialog-title";
  title.textContent = fresh.querySelector("h1").textContent;
  dialog.className = "dialog";
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.append(title, ...fresh.querySelector("main .card").childNodes);
  for (const form of dialog.querySelectorAll("form")) form.action = link.href;
  const cancel = dialog.querySelector(".button.plain");
  cancel.addEventListener("click", (click) => {
    click.preventDefault();
    dialog.close();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    link.focus();
  });
  dialog.showModal();
  (dialog.querySelector(".field input") ?? cancel).focus();
});

// "/" goes to the search for functions, unless something is being typed.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const search = document.querySelector("[data-slash]");
  if (!search?.checkVisibility() || event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  event.preventDefault();
  search.focus();
});

// Copy a value.
for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
on("click", "[data-copy]", async (button) => {
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
  const words = button.lastElementChild;
  const before = words.textContent;
  words.textContent = button.dataset.done;
  setTimeout(() => (words.textContent = before), 2000);
});

for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
on("click", "[data-print]", () => window.print());

// "Being applied" turns into "live" without a reload: ask for this page again and take the marked parts from it.
const pending = () => [...document.querySelectorAll("[data-live]")].filter((part) => part.querySelector(".chip.busy"));
let tries = 0;
const look = async () => {
  const parts = pending();
  if (!parts.length || ++tries > 20) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of parts) part.replaceChildren(...(fresh.getElementById(part.id)?.childNodes ?? part.childNodes));
  } catch {
    return;
  }
  setTimeout(look, 500 + tries * 500);
};
setTimeout(look, 700);

// A job, or a log that is followed: take its part from this page again until it has ended, then show what came of it.
// Nobody looks at a page that is behind others.
const follow = async () => {
  const part = document.querySelector("[data-job]");
  if (!part) return;
  if (document.hidden) return setTimeout(follow, 2000);
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = answer.ok && !answer.redirected && fresh.querySelector("[data-job]");
    if (now) part.replaceChildren(...now.childNodes);
    else if (answer.status < 500) return location.reload();
  } catch {
    // The network is away: try again.
  }
  setTimeout(follow, 2000);
};
setTimeout(follow, 1000);

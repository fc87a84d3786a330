// Files and folders are dropped anywhere on the page, and go up in pieces of what a request may have. Without script the
// form sends what was chosen.

const form = document.querySelector("[data-upload]");
const PER_REQUEST = 50;
const BYTES_PER_REQUEST = 100 * 1024 * 1024;
for (const part of document.querySelectorAll("[data-with-script]")) part.hidden = false;

const problem = (words) => {
  const place = form.querySelector("[data-problem]");
  place.textContent = words;
  place.hidden = !words;
};

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

const portions = (files) => {
  const made = [];
  let bytes = Infinity;
  for (const each of files) {
    if (bytes + each.file.size > BYTES_PER_REQUEST || made.at(-1).length === PER_REQUEST) {
      made.push([]);
      bytes = 0;
    }
    made.at(-1).push(each);
    bytes += each.file.size;
  }
  return made;
};

// The first answer that is no list of the folder is shown: it says what was refused.
const send = async (files) => {
  const most = Number(form.dataset.most);
  if (files.some(({ file }) => file.size > most)) return problem(form.dataset.tooLarge);
  problem("");
  const button = form.querySelector("button");
  button.setAttribute("aria-busy", "true");
  button.textContent = button.dataset.busy;
  const fixed = [...new FormData(form)].filter(([, value]) => typeof value === "string");
  let at = location.href;
  for (const portion of portions(files)) {
    const data = new FormData();
    for (const [name, value] of fixed) data.append(name, value);
    for (const { file, path } of portion) {
      data.append("files", file, file.name);
      data.append("paths", path);
    }
    const answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "text/html" } });
    if (!answer.redirected) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      document.querySelector("main").replaceWith(page.querySelector("main"));
      return document.querySelector("[role=alert]")?.scrollIntoView();
    }
    at = answer.url;
  }
  location.assign(at);
};

if (form) {
  form.addEventListener("submit", (event) => {
    const folder = [...form.querySelector("#folders").files].map((file) => ({ file, path: file.webkitRelativePath }));
    const chosen = [...form.querySelector("#files").files].map((file) => ({ file, path: file.name }));
    if (!folder.length && !chosen.length) return;
    event.preventDefault();
    send([...folder, ...chosen]);
  });
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", async (event) => {
    event.preventDefault();
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const files = (await Promise.all(entries.map(below))).flat();
    if (files.length) send(files);
  });
}

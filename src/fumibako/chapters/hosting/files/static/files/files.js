// Files and folders are dropped anywhere on the page. Small ones go up together, a large one in parts (parts.py): after a
// lost connection, and when the same file is chosen again, it goes on where it was cut. Without script the form sends
// what was chosen.

const form = document.querySelector("[data-upload]");
const PER_REQUEST = 50;
const BYTES_PER_REQUEST = 8 << 20;
const LARGE = 4 << 20;
const PART = [256 << 10, 1 << 20, 16 << 20]; // the smallest, the first, the largest
const STAMPED = 64 << 10;
const MAX_WAIT = 30_000;
for (const part of document.querySelectorAll("[data-with-script]")) part.hidden = false;

const at = (name) => form.querySelector(`[data-${name}]`);
const problem = (words) => {
  at("problem").textContent = words;
  at("problem").hidden = !words;
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

// What is sent with each request, and how far all of it is.
class Sending {
  constructor(files) {
    this.files = files;
    this.fixed = [...new FormData(form)].filter(([, value]) => typeof value === "string");
    this.stop = new AbortController();
    this.all = files.reduce((sum, { file }) => sum + file.size, 0);
    this.gone = 0;
  }

  told(path, ofThis = 0) {
    const share = this.all ? (this.gone + ofThis) / this.all : 1;
    at("bar").value = share;
    at("status").textContent = `${path} (${Math.floor(share * 100)}%)`;
  }

  // Until there is an answer: what was lost on the way is sent again, a moment later each time.
  async answered(address, values) {
    for (let wait = 1000; ; wait = Math.min(MAX_WAIT, wait * 2)) {
      const data = new FormData();
      for (const [name, value] of [...this.fixed, ...values]) data.append(name, value);
      const headers = { Accept: "text/html" };
      const sent = { method: "POST", body: data, headers, signal: this.stop.signal };
      const answer = await fetch(address, sent).catch((error) => {
        if (this.stop.signal.aborted) throw error;
        return null;
      });
      if (answer && answer.status !== 429 && answer.status < 500) return answer;
      at("status").textContent = form.dataset.lost;
      await this.pause(wait);
      if (values.some(([name]) => name === "part")) return null;
    }
  }

  pause(wait) {
    return new Promise((done, stopped) => {
      setTimeout(done, wait);
      addEventListener("online", done, { once: true });
      this.stop.signal.addEventListener("abort", () => stopped(this.stop.signal.reason), { once: true });
    });
  }

  // The first answer that is no list of the folder is shown: it says what was refused.
  async together(files) {
    this.told(files[0].path);
    const values = files.flatMap(({ file, path }) => [["files", file], ["paths", path]]);
    const answer = await this.answered(form.action, values);
    for (const { file } of files) this.gone += file.size;
    if (answer.redirected) return answer.url;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.querySelector("main").replaceWith(page.querySelector("main"));
    document.querySelector("[role=alert]")?.scrollIntoView();
    return "";
  }

  async inParts({ file, path }) {
    this.told(path);
    const first = await crypto.subtle.digest("SHA-256", await file.slice(0, STAMPED).arrayBuffer());
    const digest = [...new Uint8Array(first)].map((octet) => octet.toString(16).padStart(2, "0")).join("");
    this.file = [["name", path], ["size", file.size], ["stamp", `${file.lastModified}-${digest}`]];
    for (let offset = null, length = PART[1]; ; ) {
      // Read before it is sent: what cannot be read is no lost connection.
      const octets = offset === null ? [] : [await file.slice(offset, offset + length).arrayBuffer()];
      const part = offset === null ? [] : [["offset", offset], ["part", new Blob(octets)]];
      const answer = await this.answered(form.dataset.part, [...this.file, ...part]);
      if (answer?.redirected) return answer.url;
      const said = answer ? await answer.json().catch(() => ({})) : { offset: null };
      if (answer && !answer.ok) {
        problem(`${path}: ${said.message ?? form.dataset.failed}`);
        return "";
      }
      if (said.is_whole) break;
      length = answer ? Math.min(PART[2], offset === null ? length : length * 2) : Math.max(PART[0], length / 2);
      offset = said.offset;
      if (offset !== null) this.told(path, offset);
    }
    this.file = null;
    this.gone += file.size;
    return form.dataset.list;
  }

  async run() {
    const isLarge = ({ file }) => file.size > LARGE;
    let next = "";
    for (const portion of portions(this.files.filter((each) => !isLarge(each)))) {
      next = await this.together(portion);
      if (!next) return "";
    }
    for (const each of this.files.filter(isLarge)) {
      next = await this.inParts(each);
      if (next !== form.dataset.list) return next;
    }
    return next;
  }
}

const held = (event) => event.preventDefault();
const busy = (isBusy) => {
  at("send").hidden = isBusy;
  at("sending").hidden = !isBusy;
  (isBusy ? addEventListener : removeEventListener)("beforeunload", held);
};

// What has come of the file that is under way is not kept.
const cancelled = async (sending) => {
  sending.stop = new AbortController();
  if (sending.file) await sending.answered(form.dataset.part, [...sending.file, ["forget", "on"]]);
  return form.dataset.cancelled;
};

const send = async (files) => {
  const sending = new Sending(files);
  problem("");
  busy(true);
  at("cancel").onclick = () => sending.stop.abort();
  try {
    const next = await sending.run();
    busy(false);
    if (next) location.assign(next);
  } catch (error) {
    const words = sending.stop.signal.aborted ? await cancelled(sending) : form.dataset.changed;
    if (error.name !== "AbortError" && error.name !== "NotReadableError" && error.name !== "NotFoundError") throw error;
    busy(false);
    problem(words);
  }
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

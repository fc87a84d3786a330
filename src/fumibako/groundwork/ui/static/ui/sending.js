// Sends files that were chosen: small ones together, a large one in parts. After a lost connection, and when the same
// file is chosen again, it goes on where it was cut.
//
// The form's action takes several whole files (files, paths). The address in data-part takes one in parts: without an
// offset it says how much has come, with offset and part it takes these, with forget all of it goes; it answers
// {offset, is_whole}, or a status of 4xx and {message}. What the form says stands in its data-…; data-list is where the
// files are shown then.

const PER_REQUEST = 50;
const BYTES_PER_REQUEST = 8 << 20;
const LARGE = 4 << 20;
const PART = [256 << 10, 1 << 20, 16 << 20]; // the smallest, the first, the largest
const STAMPED = 64 << 10;
const MAX_WAIT = 30_000;
const PASSING = [429, 502, 503, 504];

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

// What is sent with each request, and how far all of it is. Files are read before they are sent: what cannot be read is
// no lost connection.
export class Sending {
  constructor(form, files) {
    this.form = form;
    this.files = files;
    this.fixed = [...new FormData(this.form)].filter(([, value]) => typeof value === "string");
    this.stop = new AbortController();
    this.all = files.reduce((sum, { file }) => sum + file.size, 0);
    this.gone = 0;
  }

  at(name) {
    return this.form.querySelector(`[data-${name}]`);
  }

  problem(words) {
    this.at("problem").textContent = words;
    this.at("problem").hidden = !words;
  }

  told(path, ofThis = 0) {
    const share = this.all ? (this.gone + ofThis) / this.all : 1;
    this.at("bar").value = share;
    this.at("status").textContent = `${path} (${Math.floor(share * 100)}%)`;
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
      if (answer && !PASSING.includes(answer.status)) return answer;
      this.at("status").textContent = this.form.dataset.lost;
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
    const values = [];
    for (const { file, path } of files) {
      values.push(["files", new File([await file.arrayBuffer()], file.name)], ["paths", path]);
    }
    const answer = await this.answered(this.form.action, values);
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
    let isLost = false; // the answer to the last part: it may have come
    for (let offset = null, length = PART[1]; ; ) {
      const octets = offset === null ? [] : [await file.slice(offset, offset + length).arrayBuffer()];
      const part = offset === null ? [] : [["offset", offset], ["part", new Blob(octets)]];
      const answer = await this.answered(this.form.dataset.part, [...this.file, ...part]);
      if (answer?.redirected) return answer.url;
      const said = answer ? await answer.json().catch(() => ({})) : { offset: null };
      if (isLost && said.code === "file_name_taken") break;
      if (answer && !answer.ok) {
        this.problem(`${path}: ${said.message ?? this.form.dataset.failed}`);
        return "";
      }
      if (said.is_whole) break;
      isLost = !answer && offset + length >= file.size;
      length = answer ? Math.min(PART[2], offset === null ? length : length * 2) : Math.max(PART[0], length / 2);
      offset = said.offset;
      if (offset !== null) this.told(path, offset);
    }
    this.file = null;
    this.gone += file.size;
    return this.form.dataset.list;
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
      if (next !== this.form.dataset.list) return next;
    }
    return next;
  }

  busy(isBusy) {
    this.at("send").hidden = isBusy;
    this.at("sending").hidden = !isBusy;
    (isBusy ? addEventListener : removeEventListener)("beforeunload", held);
  }

  // What has come of the file that is under way is not kept.
  async cancelled() {
    this.stop = new AbortController();
    if (this.file) await this.answered(this.form.dataset.part, [...this.file, ["forget", "on"]]);
    return this.form.dataset.cancelled;
  }
}

const held = (event) => event.preventDefault();

// All of them, with the form saying how far it is; then the page that shows them.
export const send = async (form, files) => {
  const sending = new Sending(form, files);
  sending.problem("");
  sending.busy(true);
  sending.at("cancel").onclick = () => sending.stop.abort();
  try {
    const next = await sending.run();
    sending.busy(false);
    if (next) location.assign(next);
  } catch (error) {
    if (!["AbortError", "NotReadableError", "NotFoundError"].includes(error.name)) throw error;
    const words = sending.stop.signal.aborted ? await sending.cancelled() : form.dataset.changed;
    sending.busy(false);
    sending.problem(words);
  }
};

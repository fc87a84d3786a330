// Text with formatting: Squire beside the plain field, which is what stays without script. Pictures are part of the text.

const form = document.querySelector("[data-draft]");
const box = form.querySelector("[data-formatting]");
const root = box.querySelector(".editor");
const plain = form.elements.text;
const LARGEST = 400000;
const WIDEST = 1200;
const ALLOWED = { FORBID_TAGS: ["style", "form", "input", "button", "textarea", "select", "iframe", "svg", "math", "video", "audio"] };
const fields = {};
for (const name of ["format", "html"]) {
  fields[name] = form.elements[name] ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name }));
}
fields.format.value = "plain";
fields.html.value = "";
const stored = box.querySelector("[data-html]").content.textContent;
const first = plain.value;
let editor = null;
let isOurs = false;

const load = (src) =>
  new Promise((resolve, reject) => {
    if (document.querySelector(`script[src="${src}"]`)) return resolve();
    document.head.append(Object.assign(document.createElement("script"), { src, onload: resolve, onerror: reject }));
  });

// What the server made may have styles, what is pasted brings none: it would look like no mail of ours.
const safely = (html) =>
  document.importNode(
    window.DOMPurify.sanitize(html, { ...ALLOWED, FORBID_ATTR: isOurs ? ["class", "id"] : ["style", "class", "id"], RETURN_DOM_FRAGMENT: true }),
    true,
  );

const begin = async () => {
  await load(box.dataset.purify);
  await load(box.dataset.squire);
  editor = new window.Squire(root, { blockTag: "DIV", sanitizeToDOMFragment: safely });
  editor.addEventListener("input", () => {
    fields.html.value = editor.getHTML();
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });
  editor.addEventListener("pasteImage", (event) => {
    for (const item of event.detail.clipboardData.items) if (item.kind === "file") show(item.getAsFile());
  });
};

const escaped = (text) => text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]);
const lines = (text) => text.split("\n").map((line) => `<div>${escaped(line) || "<br>"}</div>`).join("");

const fill = (html) => {
  isOurs = true;
  editor.setHTML(html);
  isOurs = false;
  fields.html.value = editor.getHTML();
};

const showFormatted = (is) => {
  box.hidden = !is;
  plain.closest(".field").hidden = is;
  fields.format.value = is ? "html" : "plain";
  for (const button of form.querySelectorAll("[data-format]")) button.hidden = (button.dataset.format === "html") === is;
};

const open = async (html) => {
  if (!editor) await begin();
  showFormatted(true);
  fill(html);
};

const textOf = (node) =>
  [...node.childNodes]
    .map((child) => (child.nodeName === "BLOCKQUOTE" ? `\n${textOf(child).trim().replace(/^/gm, "> ")}\n` : child.innerText !== undefined ? `${textOfLine(child)}` : child.data))
    .join("");
const textOfLine = (element) => {
  if (element.querySelector?.("blockquote")) return textOf(element);
  if (element.nodeName === "BR") return "\n";
  const isBlock = getComputedStyle(element).display !== "inline";
  return isBlock ? `${element.innerText.replace(/\n$/, "")}\n` : element.innerText;
};

// Small enough to travel in the text: what is larger is drawn again, at most as wide as a page.
const show = async (file) => {
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return;
  let source = await new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.readAsDataURL(file);
  });
  if (source.length > LARGEST) {
    const scale = Math.min(1, WIDEST / picture.width);
    const canvas = Object.assign(document.createElement("canvas"), { width: picture.width * scale, height: picture.height * scale });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    source = canvas.toDataURL("image/jpeg", 0.85);
  }
  if (source.length > LARGEST || fields.html.value.length + source.length > 4 * LARGEST) return void window.alert(box.dataset.large);
  editor.insertImage(source, { alt: file.name });
};

const acts = {
  bold: () => (editor.hasFormat("B") ? editor.removeBold() : editor.bold()),
  italic: () => (editor.hasFormat("I") ? editor.removeItalic() : editor.italic()),
  underline: () => (editor.hasFormat("U") ? editor.removeUnderline() : editor.underline()),
  list: () => (editor.hasFormat("UL") ? editor.removeList() : editor.makeUnorderedList()),
  numbers: () => (editor.hasFormat("OL") ? editor.removeList() : editor.makeOrderedList()),
  quote: () => editor.increaseQuoteLevel(),
  unquote: () => editor.decreaseQuoteLevel(),
  clear: () => editor.removeAllFormatting(),
  picture: () => box.querySelector("[data-picture]").click(),
  link: () => {
    const typed = window.prompt(box.dataset.link, "https://");
    if (typed && /^(https?:\/\/|mailto:|tel:)\S+$/.test(typed)) editor.makeLink(typed);
  },
};
box.addEventListener("click", (event) => {
  const wanted = event.target.closest("[data-do]");
  if (wanted && editor) acts[wanted.dataset.do]();
});
box.querySelector("[data-picture]").addEventListener("change", async (event) => {
  for (const file of event.target.files) await show(file);
  event.target.value = "";
});
form.addEventListener("click", (event) => {
  const wanted = event.target.closest("[data-format]")?.dataset.format;
  if (wanted === "html") open(stored && plain.value === first ? stored : lines(plain.value)).then(() => editor.focus());
  if (wanted === "plain" && window.confirm(box.dataset.lost)) {
    plain.value = textOf(root).replace(/\n+$/, "\n");
    fields.html.value = "";
    showFormatted(false);
    plain.focus();
  }
});

form.querySelector("[data-formats]").hidden = false;
showFormatted(false);
if ("open" in box.dataset) open(stored || lines(first)).then(() => form.dispatchEvent(new CustomEvent("ready")));
else form.dispatchEvent(new CustomEvent("ready"));

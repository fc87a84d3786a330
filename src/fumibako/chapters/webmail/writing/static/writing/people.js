// Recipients are offered while they are typed: a list below the field, as WAI-ARIA has it for text that is completed (a
// textarea may not be a combobox). Without script they are typed, or chosen in the address books.

const form = document.querySelector("[data-people]");
const QUIET = 150;
const list = document.createElement("ul");
list.className = "offered";
list.id = "offered-people";
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", form.dataset.peopleLabel);
list.hidden = true;
form.append(list);
let field = null;
let chosen = -1;
let timer = 0;
let asked = 0;

// What is being typed: behind the last comma before the caret.
const entry = (box) => {
  const before = box.value.slice(0, box.selectionStart);
  const begin = before.search(/[^,、，;；\n]*$/);
  return { begin, text: before.slice(begin).trimStart() };
};

const close = () => {
  list.hidden = true;
  chosen = -1;
  field?.removeAttribute("aria-activedescendant");
};

const mark = (place) => {
  const rows = [...list.children];
  chosen = (place + rows.length) % rows.length;
  rows.forEach((row, at) => row.setAttribute("aria-selected", String(at === chosen)));
  rows[chosen].scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", rows[chosen].id);
};

const take = (typed) => {
  const { begin } = entry(field);
  const before = field.value.slice(0, begin);
  const rest = field.value.slice(field.selectionStart);
  const text = `${before}${before && !/\s$/.test(before) ? " " : ""}${typed}, `;
  field.value = text + rest.trimStart();
  field.setSelectionRange(text.length, text.length);
  close();
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

const show = (people) => {
  list.replaceChildren(
    ...people.map((person, at) => {
      const row = document.createElement("li");
      row.id = `offered-${at}`;
      row.setAttribute("role", "option");
      const name = document.createElement("b");
      name.textContent = person.name;
      const address = document.createElement("span");
      address.className = "code";
      address.textContent = person.address;
      row.append(name, " ", address);
      row.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        take(person.typed);
      });
      row.dataset.typed = person.typed;
      return row;
    }),
  );
  if (!people.length) return close();
  field.after(list);
  list.hidden = false;
  chosen = -1; // until an arrow key chooses
  field.removeAttribute("aria-activedescendant");
};

const ask = async () => {
  const { text } = entry(field);
  const number = ++asked;
  if (!text) return close();
  const answer = await fetch(`${form.dataset.people}?q=${encodeURIComponent(text)}`).catch(() => null);
  if (!answer?.ok || answer.redirected) return close();
  const { people } = await answer.json();
  if (number === asked && document.activeElement === field) show(people);
};

for (const name of ["to", "cc", "bcc"]) {
  const box = form.elements[name];
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  box.addEventListener("input", (event) => {
    field = box;
    clearTimeout(timer);
    if (event.isTrusted) timer = setTimeout(ask, QUIET);
  });
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (list.hidden || field !== box || event.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown") mark(chosen + 1);
    else if (event.key === "ArrowUp") mark(Math.max(chosen, 0) - 1);
    else if (event.key === "Enter" && chosen >= 0) take(list.children[chosen].dataset.typed);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

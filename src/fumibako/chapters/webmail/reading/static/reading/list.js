// One tick for all mails of the page, and Shift for those between two. Without script each has its own.

const all = document.querySelector("[data-all]");
const boxes = [...document.querySelectorAll('table.mails [name="uid"]')];
const main = all?.querySelector("input");
let last = null;

const tell = () => {
  const number = boxes.filter((box) => box.checked).length;
  main.checked = number > 0 && number === boxes.length;
  main.indeterminate = number > 0 && number < boxes.length;
};

if (main) {
  all.hidden = false;
  main.addEventListener("change", () => {
    for (const box of boxes) box.checked = main.checked;
  });
  for (const box of boxes)
    box.addEventListener("click", (event) => {
      if (event.shiftKey && last) {
        const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
        for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
      }
      last = box;
      tell();
    });
  tell();
}

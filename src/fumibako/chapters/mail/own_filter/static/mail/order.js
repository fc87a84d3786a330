// Rules are put into order by dragging their rows, by mouse, pen or finger. Without script, and by keyboard, the buttons
// do it.

const form = document.querySelector("[data-rules]");
const rows = () => [...form.querySelectorAll("[data-rule]")];
const keys = () => rows().map((row) => row.dataset.rule).join(",");

const drag = (grip, start) => {
  const row = grip.closest("[data-rule]");
  const before = keys();
  grip.setPointerCapture(start.pointerId);
  row.classList.add("dragged");

  const move = ({ clientY }) => {
    const others = rows().filter((each) => each !== row);
    const next = others.find((each) => {
      const { top, height } = each.getBoundingClientRect();
      return clientY < top + height / 2;
    });
    row.parentElement.insertBefore(row, next ?? null);
  };
  const end = () => {
    grip.removeEventListener("pointermove", move);
    row.classList.remove("dragged");
    if (keys() === before) return;
    form.elements.order.value = keys();
    form.submit();
  };
  grip.addEventListener("pointermove", move);
  grip.addEventListener("pointerup", end, { once: true });
  grip.addEventListener("pointercancel", end, { once: true });
};

if (form && rows().length > 1) {
  for (const grip of form.querySelectorAll("[data-grip]")) {
    grip.hidden = false;
    grip.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      drag(grip, event);
    });
  }
}

// One long list in place of pages: the table is as high as all mails together, and has only the rows that are seen and
// some around them. Others come as one scrolls; the address keeps the place. Without script, or with more
// mails than a browser can make a page high, there are pages.

const AROUND = 10; // rows above and below what is seen
const STEP = 5; // rows at a time
const FRESH = 5; // rows that one frame puts into the table, besides those that are seen after a jump
const AHEAD = 20; // rows that are asked for before they are around it, while one scrolls on
const PAGE = 50; // rows of the page as it comes
const PART = 10; // rows that are kept and forgotten together
const KEPT = 50; // parts in memory
const MOST = 100; // rows that the server gives at once
const TALLEST = 20_000_000; // px
const PAUSE = 60; // ms without scrolling, after which it has come to rest

let list = null;
let isNear = false; // one scrolls on, and has not jumped

const spacer = () => {
  const row = document.createElement("tr");
  row.className = "gap";
  row.ariaHidden = "true";
  row.append(document.createElement("td"));
  return row;
};

const begin = () => {
  list?.stop.abort();
  list = null;
  const table = document.querySelector("table.mails[data-rows]");
  const body = table?.tBodies[0];
  const number = Number(table?.dataset.number);
  const rows = body ? [...body.rows] : [];
  const holder = document.querySelector("[data-list]");
  holder?.classList.remove("long");
  if (rows.length < 2 || number <= PAGE) return;
  holder.classList.add("long");
  const height = rows[1].getBoundingClientRect().top - rows[0].getBoundingClientRect().top;
  if (height * number > TALLEST) return holder.classList.remove("long");
  const first = Number(table.dataset.first);
  list = { table, body, number, height, parts: new Map(), asked: new Set(), gaps: [], stop: new AbortController() };
  keep(first - 1, rows);
  table.ariaRowCount = number + 1;
  for (const each of document.querySelectorAll("[data-list] [rel=prev], [data-list] [rel=next]")) each.hidden = true;
  history.scrollRestoration = "manual";
  const at = Math.min(history.state?.mail ?? first - 1, number - 1);
  show(at);
  if (at > 0) scrollTo(scrollX, top() + at * height - bar());
  ask();
};

// Where the first row is, or would be.
const top = () => list.body.getBoundingClientRect().top + scrollY;
// What lies over the list: the page's head and the list's buttons.
const bar = () => {
  const buttons = document.querySelector("[data-list] .bar");
  return buttons ? buttons.offsetHeight + (parseFloat(getComputedStyle(buttons).insetBlockStart) || 0) : 0;
};
const firstSeen = () => Math.max(0, Math.min(list.number - 1, Math.floor((scrollY + bar() - top()) / list.height)));
const pageOf = (at) => Math.floor(at / PAGE) + 1;

const partOf = (at) => Math.floor(at / PART);
const row = (at) => list.parts.get(partOf(at))?.[at % PART];
const isIn = (found) => found.parentNode === list.body;
const keep = (from, rows) => {
  for (let at = 0; at < rows.length; at += PART) list.parts.set(partOf(from + at), rows.slice(at, at + PART));
};

const numbers = new Intl.NumberFormat();

// What is seen comes first, and only so many rows a frame: a slow machine has no time for all in one.
const show = (seen = firstSeen()) => {
  const number = Math.ceil(innerHeight / list.height);
  const from = Math.max(0, Math.floor(seen / STEP) * STEP - AROUND);
  const to = Math.min(list.number, from + number + STEP + 2 * AROUND);
  const isSeen = (at) => at >= seen && at <= seen + number;
  const fresh = [];
  for (let at = from; at < to; at++) if (row(at) && !isIn(row(at))) fresh.push(at);
  const these = fresh.filter(isSeen);
  const most = isNear ? FRESH : these.length + FRESH;
  const now = new Set([...these, ...fresh.filter((at) => !isSeen(at))].slice(0, most));
  const parts = [];
  let [gap, gaps] = [from, 0];
  const close = () => {
    if (gap === 0) return;
    const part = (list.gaps[gaps++] ??= spacer());
    const height = `${gap * list.height}px`;
    if (part.firstChild.style.blockSize !== height) part.firstChild.style.blockSize = height;
    parts.push(part);
    gap = 0;
  };
  for (let at = from; at < to; at++) {
    const found = row(at);
    if (!found || (!isIn(found) && !now.has(at))) {
      gap++;
      continue;
    }
    close();
    if (!isIn(found)) found.ariaRowIndex = at + 2;
    parts.push(found);
  }
  gap += list.number - to;
  close();
  if (put(parts)) document.dispatchEvent(new Event("rows"));
  if (fresh.length > most) soon();
  const words = document.querySelector("[data-place]");
  const [one, last] = [seen + 1, Math.min(list.number, seen + number)].map((each) => numbers.format(each));
  const place = words.dataset.place.replace("[first]", one).replace("[last]", last).replace("[all]", numbers.format(list.number));
  if (words.textContent !== place) words.textContent = place;
  return [from, to];
};

// Only what changes is touched: what has the focus, or is dragged, stays. Whether anything came.
const put = (parts) => {
  const wanted = new Set(parts);
  for (const each of [...list.body.rows]) if (!wanted.has(each)) each.remove();
  let next = list.body.firstElementChild;
  let isNew = false;
  for (const part of parts) {
    if (part === next) {
      next = next.nextElementSibling;
      continue;
    }
    list.body.insertBefore(part, next);
    isNew = true;
  }
  return isNew;
};

// What is between these places, in one answer.
const load = async (from, to) => {
  const mine = list;
  const parts = [];
  for (let part = partOf(from); part * PART < to; part++) parts.push(part);
  for (const part of parts) mine.asked.add(part);
  try {
    const answer = await fetch(`${mine.table.dataset.rows}&first=${from + 1}&last=${to}`, { signal: mine.stop.signal });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("table");
    if (mine !== list) return;
    const more = Number(fresh.dataset.number) - mine.number;
    if (more) {
      // Mails came or went meanwhile: what is seen stays where it is.
      mine.number += more;
      mine.parts.clear();
      if (scrollY > top()) scrollBy(0, more * mine.height);
    }
    keep(from, [...fresh.tBodies[0].rows]);
    forget(partOf(from));
    show();
    if (more) ask();
  } catch {
    // The network is away, or the list is another one: the next scrolling asks again.
  } finally {
    for (const part of parts) mine.asked.delete(part);
  }
};

// The parts farthest from here.
const forget = (here) => {
  const far = [...list.parts.keys()].sort((one, other) => Math.abs(other - here) - Math.abs(one - here));
  for (const part of far) {
    if (list.parts.size <= KEPT) return;
    list.parts.delete(part);
  }
};

// What is missing of what is seen and around it, and on as far as a page, in the direction in which it goes. ahead: rows
// that are looked for beyond, those above where it is negative.
const ask = (ahead = 0) => {
  let [from, to] = show();
  const isMissing = (part) => part >= 0 && part * PART < list.number && !list.parts.has(part) && !list.asked.has(part);
  const isUp = ahead < 0 || (!row(from) && row(to - 1));
  from = Math.max(0, from + Math.min(0, ahead));
  to = Math.min(list.number, to + Math.max(0, ahead));
  const end = partOf(to - 1);
  for (let part = partOf(from); part <= end; part++) {
    if (!isMissing(part)) continue;
    let [first, last] = [part, part];
    while (last < end && last - first + 1 < MOST / PART && isMissing(last + 1)) last++;
    while (last - first + 1 < PAGE / PART && isMissing(isUp ? first - 1 : last + 1)) isUp ? first-- : last++;
    load(first * PART, Math.min(list.number, (last + 1) * PART));
    part = last;
  }
};

let waiting = 0;
let frame = 0;
let moved = 0;
let before = 0;
// While one scrolls on, one answer after the other; not where the bar is drawn past thousands of rows.
const turn = () => {
  frame = 0;
  if (!list) return;
  const by = firstSeen() - before;
  before += by;
  if (by) isNear = Math.abs(by) * list.height < innerHeight;
  if (by && isNear && list.asked.size === 0) ask(Math.sign(by) * AHEAD);
  else show(before);
};
const soon = () => (frame ||= requestAnimationFrame(turn));

addEventListener(
  "scroll",
  () => {
    if (!list) return;
    if (performance.now() - moved > 4 * PAUSE) ask();
    moved = performance.now();
    soon();
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      isNear = false;
      if (!list) return;
      ask();
      const at = firstSeen();
      const address = new URL(location.href);
      if (pageOf(at) > 1) address.searchParams.set("page", pageOf(at));
      else address.searchParams.delete("page");
      history.replaceState({ ...history.state, mail: at }, "", address);
    }, PAUSE);
  },
  { passive: true },
);

document.addEventListener("list", begin);
begin();

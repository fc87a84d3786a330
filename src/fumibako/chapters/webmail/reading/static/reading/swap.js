// Between the list and a mail the page stays: only what is in it is fetched and exchanged. Every address is a page of its
// own all the same, and is loaded as one where this does not work. From one list of a folder to another (a search) what
// is around its rows stays, too, and is not sent (found.html).

const menu = () => document.querySelector("[data-folders]")?.querySelector("a")?.pathname;
const isOurs = (url) => {
  const list = menu();
  return list && url.origin === location.origin && [list, `${list}read/`].includes(url.pathname);
};
// The folders at the side, as the server last sent them: they are not sent again while they are the same.
const folders = () => document.querySelector("[data-folders]")?.outerHTML;
let sent = folders();
const side = () => (folders() === sent ? (document.querySelector("[data-side]")?.dataset.side ?? "") : "");
let running = null;
let read = "";

const list = () => document.querySelector("[data-list]");
const folderOf = (url) => (url.pathname === menu() ? (url.searchParams.get("folder") ?? "INBOX") : null);
const isSameList = (url) =>
  folderOf(url) !== null && list()?.dataset.here === folderOf(url) && list().querySelector("table") &&
  !document.querySelector("#main > :is(.notice, .results)");

const showFound = (fresh, url) => {
  document.title = fresh.title;
  document.querySelector(".looked-for")?.remove();
  const lookedFor = fresh.querySelector(".looked-for");
  if (lookedFor) list().before(lookedFor);
  list().toggleAttribute("data-fixed", lookedFor !== null);
  const [table, now] = [list(), fresh].map((each) => each.querySelector("table"));
  Object.assign(table.dataset, now.dataset);
  table.classList.remove("long");
  table.removeAttribute("aria-rowcount");
  table.tBodies[0].replaceWith(now.tBodies[0]);
  list().querySelector("nav").replaceWith(fresh.querySelector("nav"));
  list().querySelector(".bar a").href = url.pathname + url.search;
  for (const form of document.querySelectorAll("#main form[role=search]"))
    for (const each of form.elements) {
      if (each.type === "submit") each.ariaBusy = null;
      else if (each.type === "checkbox") each.checked = url.searchParams.has(each.name);
      else if (each.name && each.name !== "folder") each.value = url.searchParams.get(each.name) ?? "";
    }
  for (const each of document.querySelectorAll("details.finder")) each.open = false;
  document.getElementById("main").focus({ preventScroll: true });
};

const show = (fresh) => {
  document.title = fresh.title;
  const [here, now] = [document, fresh].map((each) => each.querySelector("[data-folders]")?.closest("nav"));
  if (here && now) {
    here.replaceWith(now);
    sent = folders();
  }
  const main = document.getElementById("main");
  main.replaceChildren(...fresh.querySelector("main").childNodes);
  for (const button of main.querySelectorAll("[data-print]")) button.hidden = false;
  main.focus({ preventScroll: true });
};

const go = async (url, { isBack = false } = {}) => {
  running?.abort();
  const mine = (running = new AbortController());
  const main = document.getElementById("main");
  main.ariaBusy = "true";
  try {
    const part = { "X-Part": isSameList(url) ? "list" : "1", "X-Side": side() };
    const answer = await fetch(url, { headers: { Accept: "text/html", ...part }, signal: mine.signal });
    const text = answer.ok && !answer.redirected ? await answer.text() : "";
    const fresh = text && new DOMParser().parseFromString(text, "text/html");
    if (mine !== running) return;
    const isWhole = fresh && fresh.querySelector("main");
    if (!isWhole && !fresh?.querySelector("table[data-rows]")) return location.assign(url);
    if (!isBack) {
      history.replaceState({ ...history.state, y: scrollY }, "");
      history.pushState(null, "", url);
    }
    isWhole ? show(fresh) : showFound(fresh, url);
    scrollTo(0, history.state?.y ?? 0);
    document.dispatchEvent(new Event("list"));
    if (isBack && read) document.querySelector(`table.mails a[href="${CSS.escape(read)}"]`)?.focus({ preventScroll: true });
    read = url.pathname === menu() ? read : url.pathname + url.search;
  } catch (error) {
    if (error.name !== "AbortError") location.assign(url);
  } finally {
    if (mine === running) main.ariaBusy = null;
  }
};

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const url = new URL(link.href);
  if (link.target || link.download || link.hash || link.matches("[data-dialog]") || !isOurs(url) || !isOurs(location)) return;
  event.preventDefault();
  go(url);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "get" || !isOurs(new URL(form.action)) || !isOurs(location)) return;
  event.preventDefault();
  const url = new URL(form.action);
  url.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  go(url);
});

addEventListener("popstate", () => isOurs(location) && go(new URL(location), { isBack: true }));

// Between the list and a mail the page stays: only what is in it is fetched and exchanged. Every address is a page of its
// own all the same, and is loaded as one where this does not work.

const menu = () => document.querySelector("[data-folders]")?.querySelector("a")?.pathname;
const isOurs = (url) => {
  const list = menu();
  return list && url.origin === location.origin && [list, `${list}read/`].includes(url.pathname);
};
let running = null;
let read = "";

const show = (fresh) => {
  document.title = fresh.title;
  const [side, now] = [document, fresh].map((each) => each.querySelector("[data-folders]")?.closest("nav"));
  if (side && now) side.replaceWith(now);
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
    const answer = await fetch(url, { headers: { Accept: "text/html", "X-Part": "1" }, signal: mine.signal });
    const text = answer.ok && !answer.redirected ? await answer.text() : "";
    const fresh = text && new DOMParser().parseFromString(text, "text/html");
    if (mine !== running) return;
    if (!fresh?.querySelector("main")) return location.assign(url);
    if (!isBack) {
      history.replaceState({ ...history.state, y: scrollY }, "");
      history.pushState(null, "", url);
    }
    show(fresh);
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

// New mail without a reload: while the page is seen, it is told when to ask how the folders are, and asks now and then
// (docs/decisions/0174).

const SECONDS = 10; // as long as nobody tells
const SELDOM = 30;
const tree = () => document.querySelector("[data-folders]");
let asked = Date.now();
let isAsking = false;
let isTold = false;
let stream = null;

const page = async (address) => {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  return answer.ok && !answer.redirected ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
};

const showFolders = (fresh) => {
  const here = tree();
  const focused = here.contains(document.activeElement) ? document.activeElement.dataset.folder : null;
  here.replaceWith(fresh);
  if (focused !== null) [...fresh.querySelectorAll("a")].find((each) => each.dataset.folder === focused)?.focus();
  const unread = Number(fresh.dataset.unread);
  const plain = document.title.replace(/^\(\d+\) /, "");
  if (document.querySelector("[data-list]")) document.title = unread ? `(${unread}) ${plain}` : plain;
};

const showList = async () => {
  const list = document.querySelector("[data-list]:not([data-fixed])");
  const fresh = list && (await page(location.href))?.querySelector("[data-list]");
  // Meanwhile there may be a search in its place, or another page (swap.js): what came is not about that.
  if (!fresh || !list.isConnected || "fixed" in list.dataset || list.querySelector("select:focus")) return;
  const focused = list.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const place = scrollY;
  list.replaceChildren(...fresh.childNodes);
  if (focused) [...list.querySelectorAll("a")].find((each) => each.getAttribute("href") === focused)?.focus();
  document.dispatchEvent(new Event("list"));
  scrollTo(scrollX, place);
};

const ask = async () => {
  const address = tree().dataset.folders;
  const fresh = (await page(address))?.querySelector("[data-folders]");
  if (!fresh) return;
  if (tree().dataset.folders !== address) {
    isTold = true; // another folder is open by now: asked about that one
    return;
  }
  const [before, now] = [tree(), fresh].map((each) => Number(each.dataset.next));
  const isOther = (name) => fresh.dataset[name] !== tree().dataset[name];
  const isChanged = before > 0 && ["next", "number", "unread", "changed"].some(isOther);
  showFolders(fresh);
  if (!isChanged) return;
  await showList();
  const words = document.querySelector("[data-news-here]");
  if (words && now > before) words.textContent = document.querySelector("[data-list]").dataset.news;
};

const look = async () => {
  isTold = true;
  if (isAsking) return;
  isAsking = true;
  while (isTold && !document.hidden && tree()) {
    isTold = false;
    asked = Date.now();
    await ask().catch(() => {}); // the network is away: the next look tries again
  }
  isAsking = false;
};

// A page that is not seen holds no stream. One that was refused is asked for again at the next turn.
const listen = () => {
  if (document.hidden || !tree()) {
    stream?.close();
    stream = null;
  } else if (stream === null || stream.readyState === EventSource.CLOSED) {
    stream = new EventSource(tree().dataset.events);
    stream.onopen = look;
    stream.onmessage = look;
  }
};

const turn = () => {
  listen();
  if (stream?.readyState !== EventSource.OPEN || Date.now() - asked >= SELDOM * 1000) look();
};

listen();
setInterval(turn, SECONDS * 1000);
document.addEventListener("visibilitychange", turn);

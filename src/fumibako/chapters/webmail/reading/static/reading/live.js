// New mail without a reload: while the page is seen, ask now and then how the folders are (docs/decisions/0150).

const SECONDS = 10;
const tree = () => document.querySelector("[data-folders]");
let asked = 0;

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
  if (!fresh || list.querySelector("select:focus")) return;
  const ticked = new Set([...list.querySelectorAll('[name="uid"]:checked')].map((box) => box.value));
  const focused = list.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const place = scrollY;
  list.replaceChildren(...fresh.childNodes);
  for (const box of list.querySelectorAll('[name="uid"]')) box.checked = ticked.has(box.value);
  if (focused) [...list.querySelectorAll("a")].find((each) => each.getAttribute("href") === focused)?.focus();
  document.dispatchEvent(new Event("list"));
  scrollTo(scrollX, place);
};

const look = async () => {
  if (document.hidden || !tree() || Date.now() - asked < (SECONDS * 1000) / 2) return;
  asked = Date.now();
  try {
    const fresh = (await page(tree().dataset.folders))?.querySelector("[data-folders]");
    if (!fresh) return;
    const [before, now] = [tree(), fresh].map((each) => Number(each.dataset.next));
    const isChanged = before > 0 && (now !== before || fresh.dataset.unread !== tree().dataset.unread);
    showFolders(fresh);
    if (!isChanged) return;
    await showList();
    const words = document.querySelector("[data-news-here]");
    if (words && now > before) words.textContent = document.querySelector("[data-list]").dataset.news;
  } catch {
    // The network is away: the next look tries again.
  }
};

setInterval(look, SECONDS * 1000);
document.addEventListener("visibilitychange", look);

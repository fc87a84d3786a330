"""The webmail as its users have it (F): Chromium, script, the box's Dovecot and Postfix, in both languages."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from fumibako.chapters.webmail.reading.tests.test_previews import pdf
from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.mails import cp50221
from tests.journeys.office import Office
from tests.journeys.sink import Sink
from tests.ui.conftest import CHROMIUM
from tests.ui.input_method import compose

pytestmark = [pytest.mark.box, pytest.mark.browser, pytest.mark.feature("F")]
OUTSIDER = "hanako@out.example"
FILE = """() => {
  const all = new DataTransfer();
  all.items.add(new File(["a,b"], "表.csv", { type: "text/csv" }));
  return all;
}"""


@dataclass
class Window:
    """blocked: what the page was not allowed to do; it must stay empty. asked: the hosts that anything was asked of."""

    page: Page
    base: str
    blocked: list[str]
    asked: set[str]

    def go(self, path: str) -> Page:
        self.page.goto(self.base + path)
        return self.page

    def log_in(self, person: Person) -> Page:
        self.go("/login/")
        self.page.fill("[name=address]", person.address)
        self.page.fill("[name=password]", person.password)
        self.submit("main form button:not([type=button])")
        return self.go("/mail/")

    def submit(self, button: str) -> None:
        """Click, and wait for the page that answers."""
        with self.page.expect_navigation():
            self.page.click(button)

    def listed(self, words: str = "") -> int:
        """How many mails of the list have the words in their subject."""
        return self.page.locator("table.mails .what a").filter(has_text=words).count()

    def unread(self, folder: str = "INBOX") -> str:
        counts = self.page.locator(f"[data-folder='{folder}'] .count").all_inner_texts()
        return re.sub(r"\D", "", counts[0]) if counts else ""

    def drawn(self, selector: str) -> int:
        """How many pictures have come."""
        return self.page.locator(selector).evaluate_all("all => all.filter(each => each.naturalWidth > 0).length")


@pytest.fixture(params=["ja-JP", pytest.param("en-US", marks=pytest.mark.long)])
def window(request: pytest.FixtureRequest, office: Office) -> Iterator[Window]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(ignore_https_errors=True, locale=request.param)
        page = context.new_page()
        page.set_default_timeout(20_000)
        made = Window(page, f"https://localhost:{office.config.ports.https}", [], set())
        page.on("console", lambda said: made.blocked.append(said.text) if "Content Security" in said.text else None)
        context.on("request", lambda asked: made.asked.add(asked.url.split("/")[2].split(":")[0]))
        yield made
        assert not made.blocked
        assert made.asked == {"localhost"}
        browser.close()


def mail(subject: str, to: Person, **fields: str) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "佐藤 花子 <hanako@out.example>", to.address, subject
    made["Date"] = "Fri, 27 Nov 2026 10:00:00 +0900"
    for name, value in fields.items():
        made[name.replace("_", "-")] = value
    made.set_content(f"{subject}です。")
    return made


def put(programs: MailPrograms, person: Person, *contents: bytes) -> None:
    with programs.imaps(person) as imap:
        for each in contents:
            imap.append("INBOX", "", "", each)


def test_mails_are_read_found_sorted_and_deleted(window: Window, programs: MailPrograms, suzuki: Person) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (60, 40), "navy").save(picture, "PNG")
    files = mail("添付ファイル", suzuki)
    files.add_alternative('<p>御見積書</p><img src="https://tracker.example/1.gif">', subtype="html")
    files.add_attachment(picture.getvalue(), maintype="image", subtype="png", filename="図①.png")
    files.add_attachment(pdf("200 100", "100 200"), maintype="application", subtype="pdf", filename="御見積書.pdf")
    unlabelled = (
        b"From: taro@out.example\r\nSubject: unlabelled\r\nDate: Fri, 27 Nov 2026 10:00:00 +0900\r\n"
        b"Content-Type: text/plain; charset=us-ascii\r\n\r\n" + cp50221("①㈱髙島様")
    )
    first = mail("打ち合わせ", suzuki, Message_ID="<1@out.example>")
    second = mail("Re: 打ち合わせ", suzuki, Message_ID="<2@out.example>", References="<1@out.example>")
    many = [mail(f"印刷{number}", suzuki) for number in range(12)]
    put(programs, suzuki, *(bytes(each) for each in (first, second, *many)), unlabelled, bytes(files))

    page = window.log_in(suzuki)
    assert (window.listed(), window.unread()) == (16, "16")

    # HTML in its frame, its picture asked of nobody; small pictures of what is attached; all of it as one file.
    page.click("table.mails .what a:has-text('添付ファイル')")
    assert page.frame_locator("iframe").locator("p").inner_text() == "御見積書"
    for each in page.locator(".file img").all():
        each.scroll_into_view_if_needed()
    until(lambda: window.drawn(".file img") == 2, 20)
    with page.expect_download() as saved:
        page.click("a[href*='/mail/attachments/']")
    with zipfile.ZipFile(saved.value.path()) as packed:
        assert sorted(packed.namelist()) == ["図①.png", "御見積書.pdf"]
    page.click("a[href*='/mail/pages/']")
    until(lambda: window.drawn("main img") == 2, 20)
    page.go_back()

    # A garbled mail in another charset; its source; saved, and brought back as a file.
    page.click("article [data-key=Escape]")
    page.click("table.mails .what a:has-text('unlabelled')")
    page.select_option("#charset", "iso-2022-jp")
    page.click("form:has(#charset) button")
    page.wait_for_selector(".mail-text:has-text('①㈱髙島様')")
    with page.expect_download() as saved:
        page.click("a[href*='/mail/file/']")
    kept = saved.value.path()
    page.click("a[href*='/mail/source/']")
    page.wait_for_selector("pre.source:has-text('us-ascii')")
    window.go("/mail/")
    page.click("details:has(#mails) summary")
    page.set_input_files("#mails", {"name": "a.eml", "mimeType": "message/rfc822", "buffer": kept.read_bytes()})
    page.click("form:has(#mails) button")
    until(lambda: window.listed("unlabelled") == 2, 20)

    # By two characters; every mail found is moved, after a question, and moved back.
    page.fill("#search-mail", "印刷")
    page.press("#search-mail", "Enter")
    until(lambda: window.listed() == 12, 20)
    page.click("nav.pages a[href*='/mail/all/']")
    page.click(".every [value=delete]")
    page.click("[value=delete].primary")
    page.wait_for_selector("form[action*='/undo/'] button")
    assert window.listed() == 5
    window.submit("form[action*='/undo/'] button")
    window.go("/mail/")
    assert window.listed() == 17

    # Keys: to the next, chosen, a star. A mail dragged to a folder. Spam, and not spam.
    page.locator("table.mails .what a").nth(0).focus()
    page.keyboard.press("j")
    page.keyboard.press("s")
    page.wait_for_selector("table.mails [name=unflag]")
    page.drag_and_drop("table.mails tr:has-text('unlabelled') .what a", "[data-folder=Trash]")
    until(lambda: window.listed() == 16, 20)
    page.check("table.mails tr:has-text('unlabelled') [name=uid]")
    page.click(".bar [value=junk]")
    until(lambda: window.listed() == 15, 20)
    page.click("[data-folder=Junk]")
    page.wait_for_selector(".bar [value=good]")
    page.check("table.mails [name=uid]")
    page.click(".bar [value=good]")
    page.wait_for_selector(".card.empty")

    # Conversations, in the list and at the mail.
    window.go("/mail/")
    assert window.listed() == 16
    page.click("details:has(#mails) summary")
    window.submit("[name=groups]")
    until(lambda: window.listed() == 15, 20)
    page.click("table.mails .what a:has-text('打ち合わせ')")
    page.wait_for_selector(".together li >> nth=1")

    # New mail comes without a reload.
    window.go("/mail/")
    page.evaluate("window.stays = true")
    programs.deliver(mails.titled(OUTSIDER, suzuki.address, "新着"), OUTSIDER, suzuki.address)
    page.wait_for_selector("table.mails .what a:has-text('新着')", timeout=60_000)
    with programs.imap(suzuki) as imap:
        _, (newest,) = imap.select()
        imap.store(newest.decode(), "+FLAGS", r"(\Flagged \Answered)")
    page.wait_for_selector("table.mails tr:has-text('新着'):has([name=unflag]) .did", timeout=20_000)
    assert page.evaluate("window.stays")


def test_a_mail_is_written_taken_back_and_answered(
    window: Window, programs: MailPrograms, outside: Sink, suzuki: Person, sato: Person
) -> None:
    page = window.log_in(suzuki)
    window.go("/mail/phrases/add/?kind=signature")
    page.fill("[name=name]", "社外用")
    page.fill("[name=text]", "株式会社みんな\n鈴木")
    window.submit("main form .primary")

    # To somebody inside, with formatting and a file dropped on it; the draft saves itself. The Enter of an input method
    # sends nothing.
    window.go("/mail/write/")
    page.click("[name=to]")
    compose(page, "さとう", "佐藤")
    assert page.input_value("[name=to]") == "佐藤"
    page.fill("[name=to]", sato.address)
    page.click("[name=subject]")
    compose(page, "おみつもり", "①お見積り")
    page.click("[data-format=html]")
    page.wait_for_selector(".editor:visible")
    page.click(".editor")
    compose(page, "よろしく", "よろしく")
    page.keyboard.press("Control+A")
    page.click("[data-do=bold]")
    dropped = page.evaluate_handle(FILE)
    page.dispatch_event("[data-draft]", "drop", {"dataTransfer": dropped})
    page.wait_for_selector("#attached [name=keep]")
    assert "?draft=" in page.url
    page.reload()  # nothing that was typed is lost
    assert page.input_value("[name=subject]") == "①お見積り"
    window.submit("[name=action][value=send].primary")

    # Taken back within the seconds that it waits, and sent after all.
    window.submit("form[action*='/outbox/'] [value=back]")
    page.wait_for_selector("[data-draft]")
    assert page.input_value("[name=to]").strip(", ") == sato.address
    window.submit("[name=action][value=send].primary")
    window.go("/mail/outbox/")
    window.submit("[value=now]")
    received = until(lambda: next(iter(programs.all_in(sato)), None))
    made = message_from_bytes(received, policy=policy.default)
    assert made["Subject"] == "①お見積り"
    assert "<b>よろしく</b>" in made.get_body(("html",)).get_content()
    assert "よろしく" in made.get_body(("plain",)).get_content()
    assert [each.get_filename() for each in made.iter_attachments()] == ["表.csv"]

    # Answered to people outside, who are shown and ticked first; the one typed before is offered.
    put(programs, suzuki, bytes(mail("ご質問", suzuki, Message_ID="<3@out.example>")))
    window.go("/mail/")
    page.click("table.mails .what a:has-text('ご質問')")
    page.click("[data-key=a]")
    page.wait_for_selector("[data-draft]")
    assert "> ご質問です。" in page.input_value("[name=text]")
    page.focus("[name=to]")
    page.keyboard.press("End")
    page.keyboard.type(f", {sato.address[:6]}")
    page.wait_for_selector("#offered-people li")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert sato.address in page.input_value("[name=to]")
    window.submit("[value=insert]")
    assert "鈴木" in page.input_value("[name=text]")
    window.submit("[name=action][value=send].primary")
    window.submit("main form.broad .primary")
    assert page.locator("[role=alert]").count()  # not ticked
    page.check("[name=checked]")
    window.submit("main form.broad .primary")
    window.go("/mail/outbox/")
    window.submit("[value=now]")
    until(lambda: outside.taken)
    until(lambda: window.go("/mail/").locator("table.mails tr:has-text('ご質問') .did").count(), 30)

    # Later: it stands in the outbox with its time, and goes when one says so.
    window.go("/mail/write/")
    page.fill("[name=to]", sato.address)
    page.fill("[name=subject]", "来年")
    page.click("details:has([name=send_at]) summary")
    page.fill("[name=send_at]", "2027-01-04T09:00")
    window.submit("[name=action][value=send].primary")
    window.go("/mail/outbox/")
    assert "来年" in page.inner_text("main") and "2027" in page.inner_text("main")

"""Reading mail in the browser (C1): from another server to the page, and into the trash."""

import re
from collections.abc import Iterable
from email.message import EmailMessage
from html import unescape
from urllib.parse import quote

import pytest

from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person
from tests.journeys.mails import Mail
from tests.journeys.office import Office
from tests.journeys.web import Browser

pytestmark = [pytest.mark.box, pytest.mark.feature("C1")]
OUTSIDER = "hanako@out.example"


def links(text: str, part: str) -> list[str]:
    return [unescape(found) for found in re.findall(r'(?:href|src)="([^"]+)"', text) if part in found]


@pytest.fixture
def browser(programs: MailPrograms, office: Office, suzuki: Person) -> Browser:
    return Browser(programs, office.config.hostname).log_in(suzuki)


def test_a_mail_is_read_and_deleted(programs: MailPrograms, office: Office, browser: Browser, suzuki: Person) -> None:
    """An open page is told that it came, and that another program has read it."""
    mail = mails.plain(OUTSIDER, suzuki.address)
    assert Browser(programs, office.config.hostname).get("/mail/events/").path == "/login/"
    with browser.stream("/mail/events/") as events, programs.imaps(suzuki) as imap:
        assert told(events, "retry:")
        programs.deliver(mail, OUTSIDER, suzuki.address)
        assert told(events, "data: look")
        assert 'data-unread="0"' not in browser.get("/mail/state/?folder=INBOX").text
        imap.select()
        imap.store("1:*", "+FLAGS", r"(\Seen)")
        assert told(events, "data: look")
    assert 'data-unread="0"' in browser.get("/mail/state/?folder=INBOX").text
    listed = browser.get("/mail/")
    read = browser.get(links(listed.text, "/mail/read/")[0])
    assert OUTSIDER in read.text
    uid = re.search(r'name="uid" value="(\d+)"', read.text)
    assert uid
    answer = browser.submit(read, "/mail/", {"uid": uid[1], "back": "list", "action": "delete"})
    assert "1通のメールを移動しました" in answer.text
    assert links(browser.get("/mail/?folder=Trash").text, "/mail/read/")


def told(events: Iterable[bytes], words: str) -> bool:
    """Whether the stream says that before it ends; who waits in vain hears TimeoutError."""
    return any(line.decode().startswith(words) for line in events)


def test_hostile_html_is_shown_without_its_script(programs: MailPrograms, browser: Browser, suzuki: Person) -> None:
    content = (
        f"From: {OUTSIDER}\r\nTo: {suzuki.address}\r\nSubject: =?ISO-2022-JP?B?GyRCLSEbKEI=?=\r\nMIME-Version: 1.0\r\n"
        "Message-ID: <hostile-webmail@out.example>\r\nDate: Fri, 27 Nov 2026 10:00:00 +0900\r\n"
        "Content-Type: text/html; charset=utf-8\r\n\r\n<p>visible</p><script>alert(1)</script>"
        '<img src="https://tracker.example/1.gif">\r\n'
    )
    mail = Mail("hostile", content.encode())
    programs.deliver(mail, OUTSIDER, suzuki.address)
    programs.wait_for(suzuki, mail)  # not by the page: who asks it without a pause is told to wait
    page = browser.get("/mail/")
    read = browser.get(links(page.text, "/mail/read/")[0])
    body = browser.get(links(read.text, "/mail/body/")[0])
    assert (read.status, body.status) == (200, 200)
    assert ("①" in read.text, "visible" in body.text, "alert" in body.text, "tracker" in body.text) == (
        True,
        True,
        False,
        False,
    )


@pytest.mark.feature("F")
def test_mails_are_found_by_their_fields(programs: MailPrograms, browser: Browser, suzuki: Person) -> None:
    """Four mails, one of them in another folder, and each condition that tells them apart."""
    day, size = "01-Feb-2026 10:00:00 +0900", 1_200_000
    with programs.imaps(suzuki) as imap:
        for number, folder in enumerate(("INBOX", "INBOX", "INBOX", "Trash")):
            content = EmailMessage()
            content["From"] = f"{'佐藤' if number == 1 else '山田'} <hanako@out.example>"
            content["To"], content["Cc"] = suzuki.address, "keiri@ours.example" if number == 2 else suzuki.address
            content["Subject"] = f"探しもの{number}"
            content.set_content(f"見積番号 {number}\n" + ("x" * 70 + "\n") * (size // 71 if number == 0 else 1))
            if number == 1:
                content.add_attachment(b"a,b", maintype="text", subtype="csv", filename="表.csv")
            imap.append(folder, "\\Seen" if number else "", f'"{day}"' if number == 2 else "", content.as_bytes())
    found = {
        "sender=佐藤": [1],
        "recipient=keiri": [2],
        "subject=しも": [0, 1, 2],
        "text=号　2": [2],
        "attached=on": [1],
        "unread=on": [0],
        "since=2026-02-01&until=2026-02-01": [2],
        "larger=1": [0],
        "q=探しも&where=all": [0, 1, 2, 3],
        "q={5}": [],
        "q=(": [],
    }
    for asked, numbers in found.items():
        page = browser.get(f"/mail/?{quote(asked, safe='=&')}")
        assert sorted(set(re.findall(r"探しもの(\d)</a>", page.text))) == list(map(str, numbers)), asked
    every = browser.get(f"/mail/all/?q={quote('探しも')}&where=all")
    asked = browser.submit(every, "/mail/all/", {"action": "delete"})
    assert "3通すべてがごみ箱に移動します" in asked.text
    done = browser.submit(asked, "/mail/all/", {"action": "delete"})
    assert "3通のメールを移動しました" in done.text
    assert "3通を元に戻しました" in browser.submit(done, "/mail/undo/", {}).text

"""Reading mail in the browser (C1): from another server to the page, and into the trash."""

import re
from html import unescape

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


def test_a_mail_is_read_and_deleted(programs: MailPrograms, browser: Browser, suzuki: Person) -> None:
    mail = mails.plain(OUTSIDER, suzuki.address)
    programs.deliver(mail, OUTSIDER, suzuki.address)
    programs.wait_for(suzuki, mail)
    listed = browser.get("/mail/")
    read = browser.get(links(listed.text, "/mail/read/")[0])
    assert OUTSIDER in read.text
    uid = re.search(r'name="uid" value="(\d+)"', read.text)
    assert uid
    answer = browser.submit(read, "/mail/", {"uid": uid[1], "back": "list", "action": "delete"})
    assert "1通のメールを移動しました" in answer.text
    assert links(browser.get("/mail/?folder=Trash").text, "/mail/read/")


def test_hostile_html_is_shown_without_its_script(programs: MailPrograms, browser: Browser, suzuki: Person) -> None:
    content = (
        f"From: {OUTSIDER}\r\nTo: {suzuki.address}\r\nSubject: =?ISO-2022-JP?B?GyRCLSEbKEI=?=\r\nMIME-Version: 1.0\r\n"
        "Message-ID: <hostile-webmail@out.example>\r\nDate: Fri, 27 Nov 2026 10:00:00 +0900\r\n"
        "Content-Type: text/html; charset=utf-8\r\n\r\n<p>visible</p><script>alert(1)</script>"
        '<img src="https://tracker.example/1.gif">\r\n'
    )
    programs.deliver(Mail("hostile", content.encode()), OUTSIDER, suzuki.address)
    page = browser.get("/mail/")
    for _ in range(40):
        if "①" in page.text:
            break
        page = browser.get("/mail/")
    read = browser.get(links(page.text, "/mail/read/")[0])
    body = browser.get(links(read.text, "/mail/body/")[0])
    assert ("①" in read.text, "visible" in body.text, "alert" in body.text, "tracker" in body.text) == (
        True,
        True,
        False,
        False,
    )

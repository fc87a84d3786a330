"""Damaged index files, and the button that builds them anew (C10)."""

from pathlib import Path

import pytest

from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.office import Office
from tests.journeys.web import Browser

pytestmark = [pytest.mark.box, pytest.mark.feature("C10")]
OUTSIDER = "hanako@out.example"


def index_files(office: Office, person: Person) -> list[Path]:
    local_part, _, domain = person.address.partition("@")
    found = [
        path for path in (office.config.mail_store / domain / local_part).rglob("dovecot.index*") if path.is_file()
    ]
    assert any("INBOX" in path.parts for path in found)
    return found


@pytest.mark.parametrize("damage", ["garbage", "cut off", "gone"])
def test_every_mail_is_there_after_the_repair(
    programs: MailPrograms, office: Office, suzuki: Person, damage: str
) -> None:
    sent = [mails.plain(OUTSIDER, suzuki.address) for _ in range(5)]
    for mail in sent:
        programs.deliver(mail, OUTSIDER, suzuki.address)
    for mail in sent:
        programs.wait_for(suzuki, mail)
    before = sorted(programs.all_in(suzuki))
    for path in index_files(office, suzuki):
        if damage == "garbage":
            path.write_bytes(b"\xff\x00no index\n" * 40)
        elif damage == "cut off":
            path.write_bytes(path.read_bytes()[:17])
        else:
            path.unlink()
    browser = Browser(programs, office.config.hostname).log_in(suzuki)
    page = browser.submit(browser.get("/user/repair/"), "/repair/", {})
    assert "メールボックスを修復しました" in page.text
    assert sorted(until(lambda: programs.all_in(suzuki))) == before
    last = mails.plain(OUTSIDER, suzuki.address)
    programs.deliver(last, OUTSIDER, suzuki.address)
    programs.wait_for(suzuki, last)

"""The lost password (A4) and the recovery address (C2), from the forms through the mails to the next login."""

import email
import email.policy
import re
from collections.abc import Callable

import pytest

from tests.journeys.clients import MailPrograms, Person, is_ended, until
from tests.journeys.office import Office
from tests.journeys.sink import Sink
from tests.journeys.web import Browser, Page

pytestmark = [pytest.mark.box, pytest.mark.feature("A4", "C2")]
NEW = "Kaban-to-kasa-77"


def link_in(content: bytes) -> str:
    """The same link stands in both languages."""
    mail = email.message_from_bytes(content, policy=email.policy.default)
    (link,) = set(re.findall(r"https://\S+", mail.get_content()))  # type: ignore[attr-defined]
    return str(link)


def latest_to(outside: Sink, address: str) -> bytes:
    return until(lambda: [taken.content for taken in list(outside.taken) if address in taken.recipients], 60)[-1]


@pytest.fixture
def stranger(programs: MailPrograms, office: Office) -> Callable[[], Browser]:
    """Browsers in which nobody is logged in."""
    return lambda: Browser(programs, office.config.hostname)


def ask(browser: Browser, person: Person) -> Page:
    return browser.submit(browser.get("/reset/"), "/reset/", {"address": person.address})


def test_a_lost_password_is_set_anew_by_a_link_to_the_recovery_address(
    programs: MailPrograms, office: Office, suzuki: Person, outside: Sink, stranger: Callable[[], Browser]
) -> None:
    home = f"{suzuki.address.partition('@')[0]}@home.example"
    own = stranger().log_in(suzuki)
    typed: dict[str, str | list[str]] = {"address": home, "again": home, "old": suzuki.password}
    assert own.submit(own.get("/user/recovery/"), "/recovery/", typed).status == 200
    anybody = stranger()
    page = anybody.get(link_in(latest_to(outside, home)))
    assert home in anybody.submit(page, page.path, {}).text

    page = ask(stranger(), suzuki)
    assert page.path == "/reset/sent/"
    outside.taken.clear()
    anybody = stranger()
    page = anybody.get(link_in(latest_to(outside, home)))
    session = programs.imap(suzuki)
    done = anybody.submit(page, page.path, {"password": NEW, "again": NEW})
    assert done.path == "/login/" and "メールソフト" in done.text
    office.settled(suzuki.address)
    until(lambda: is_ended(session), 10)
    assert anybody.get(page.url).status == 410
    log = office.config.log / "nginx.log"
    until(lambda: 'GET /reset/-"' in log.read_text())
    assert page.path.split("/")[2] not in log.read_text()
    assert not programs.logs_in(suzuki)
    anew = Person(suzuki.address, NEW)
    assert programs.logs_in(anew) and programs.submits(anew)
    stranger().log_in(anew)
    assert "/login/" in own.get("/user/").path


def test_without_a_recovery_address_the_link_comes_to_the_account_itself(
    programs: MailPrograms, office: Office, suzuki: Person, stranger: Callable[[], Browser]
) -> None:
    english = stranger()
    english.claim({"Accept-Language": "en"})
    assert "Check your mail" in ask(english, suzuki).text
    (content,) = until(lambda: programs.all_in(suzuki), 60)
    page = english.get(link_in(content))
    assert "Choose a new password" in page.text
    assert (
        "change it in your mail software too" in english.submit(page, page.path, {"password": NEW, "again": NEW}).text
    )
    office.settled(suzuki.address)
    anew = Person(suzuki.address, NEW)
    assert programs.logs_in(anew)
    until(lambda: len(programs.all_in(anew)) == 2, 60)

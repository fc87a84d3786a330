"""Two-step verification (A3) and app passwords, from the settings through the mails to the next login, and what mail
programs get in with meanwhile."""

import email
import email.policy
import re
from collections.abc import Callable

import pytest

from tests.journeys.clients import MailPrograms, Person, is_ended, until
from tests.journeys.office import Office
from tests.journeys.sink import Sink
from tests.journeys.web import Browser, Page

pytestmark = [pytest.mark.box, pytest.mark.feature("A3")]


def text_of(content: bytes) -> str:
    mail = email.message_from_bytes(content, policy=email.policy.default)
    return str(mail.get_content())  # type: ignore[attr-defined]


def mails_to(outside: Sink, address: str) -> list[str]:
    return [text_of(taken.content) for taken in list(outside.taken) if address in taken.recipients]


def code_in(text: str) -> str:
    (code,) = set(re.findall(r"^  ([0-9]{6})\s*$", text, re.MULTILINE))
    return str(code)


def log_in(browser: Browser, person: Person) -> Page:
    return browser.submit(browser.get("/login/"), "/login/", {"address": person.address, "password": person.password})


@pytest.fixture
def stranger(programs: MailPrograms, office: Office) -> Callable[[], Browser]:
    """Browsers in which nobody is logged in."""
    return lambda: Browser(programs, office.config.hostname)


def turn_on(browser: Browser, person: Person, outside: Sink, home: str) -> None:
    typed: dict[str, str | list[str]] = {"address": home, "again": home, "old": person.password}
    assert browser.submit(browser.get("/user/two-step/"), "/two-step/", typed).status == 200
    (text,) = until(lambda: mails_to(outside, home))
    (link,) = set(re.findall(r"https://\S+", text))
    anybody = browser
    page = anybody.get(link)
    assert anybody.submit(page, page.path, {}).path == "/two-step/on/"
    outside.taken.clear()


def add_app_password(browser: Browser, person: Person, *protocols: str) -> str:
    typed: dict[str, str | list[str]] = {
        "name": " ".join(protocols),
        "protocols": list(protocols),
        "old": person.password,
    }
    page = browser.submit(browser.get("/user/app-passwords/"), "/app-passwords/", typed)
    found = re.search(r"\b(?:[A-Za-z0-9]{4}-){3}[A-Za-z0-9]{4}\b", page.text)
    assert found, page.text
    return found[0]


def test_case_059_after_the_password_a_mailed_code_is_asked_of_every_browser_that_is_not_trusted(
    office: Office, suzuki: Person, outside: Sink, stranger: Callable[[], Browser]
) -> None:
    home = f"{suzuki.address.partition('@')[0]}@home.example"
    turn_on(stranger().log_in(suzuki), suzuki, outside, home)

    browser = stranger()
    page = log_in(browser, suzuki)
    assert page.path == "/login/code/" and home not in page.text
    assert browser.get("/user/").path == "/login/"
    (text,) = until(lambda: mails_to(outside, home))
    first = code_in(text)
    page = browser.submit(page, "/login/code/again/", {})
    last = until(lambda: (mails_to(outside, home)[1:] or [None])[0])
    wrong = browser.submit(page, "/login/code/", {"code": first})
    assert wrong.status == 422 or first == code_in(last)
    assert browser.submit(wrong, "/login/code/", {"code": code_in(last)}).path == "/user/"

    page = browser.get("/user/")
    browser.submit(page, "/logout/", {})
    assert log_in(browser, suzuki).path == "/user/"
    assert log_in(stranger(), suzuki).path == "/login/code/"
    until(lambda: mails_to(outside, home)[2:])  # no code is left for the next test to meet


def test_case_062_with_two_step_on_mail_programs_get_in_with_app_passwords_only(
    programs: MailPrograms, office: Office, suzuki: Person, outside: Sink, stranger: Callable[[], Browser]
) -> None:
    home = f"{suzuki.address.partition('@')[0]}@home.example"
    browser = stranger().log_in(suzuki)
    reading = Person(suzuki.address, add_app_password(browser, suzuki, "imap"))
    office.settled(suzuki.address)
    assert programs.logs_in(reading) and programs.logs_in(suzuki)
    assert not programs.pops(reading) and not programs.submits(reading)
    by_password = programs.imap(suzuki)

    turn_on(browser, suzuki, outside, home)
    office.settled(suzuki.address)
    until(lambda: is_ended(by_password))
    assert not programs.logs_in(suzuki) and not programs.pops(suzuki) and not programs.submits(suzuki)
    everything = Person(suzuki.address, add_app_password(browser, suzuki, "imap", "pop3", "smtp"))
    office.settled(suzuki.address)
    assert programs.logs_in(everything) and programs.pops(everything) and programs.submits(everything)
    assert log_in(stranger(), reading).path == "/login/"

    add_app_password(browser, suzuki, "smtp")
    page = browser.get("/user/app-passwords/")
    assert page.text.count("まだ使用されていません") == 1  # the one just made; guardd knows of the others
    session = programs.imap(reading)
    (first, *_) = re.findall(r"/user/app-passwords/[0-9]+/remove/", page.text)
    browser.submit(browser.get(first), first, {})
    office.settled(suzuki.address)
    until(lambda: is_ended(session))
    assert not programs.logs_in(reading) and programs.logs_in(everything)

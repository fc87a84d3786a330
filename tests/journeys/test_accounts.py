"""An account's life: usable at once, shut at once, gone for good (B1, E1)."""

import contextlib
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person, is_cut, is_ended, until
from tests.journeys.office import Office
from tests.journeys.web import Browser

pytestmark = [pytest.mark.box, pytest.mark.feature("B1")]
OUTSIDER = "hanako@out.example"
# The promise is one second and bench/new_account measures it; a shared CI machine only has to be sane.
AT_ONCE = 10.0


@pytest.fixture
def browser(programs: MailPrograms, office: Office) -> Browser:
    return Browser(programs, office.config.hostname)


def test_the_first_mails_may_come_all_at_once(
    programs: MailPrograms, office: Office, new_person: Callable[..., Person]
) -> None:
    """Dovecot alone makes a mailbox's folders at its first mail, and its processes end at each other's locks then."""
    for _ in range(5):
        person = new_person()
        local_part, _, domain = person.address.partition("@")
        folders = office.config.mail_store / domain / local_part / "mail" / "mailboxes"
        assert sorted(path.name for path in folders.iterdir() if path.is_dir()) == ["INBOX", "Junk"]
        sent = [mails.plain(OUTSIDER, person.address) for _ in range(8)]
        with ThreadPoolExecutor(len(sent)) as pool:
            deliveries = [pool.submit(programs.deliver, mail, OUTSIDER, person.address) for mail in sent]
        assert [delivery.exception() for delivery in deliveries] == [None] * len(sent)
        for mail in sent:
            programs.wait_for(person, mail)
        log = (office.config.log / "dovecot.log").read_text()
        assert [line for line in log.splitlines() if f"lmtp({person.address})" in line and "Info:" not in line] == []


def test_a_new_account_receives_and_logs_in_at_once(programs: MailPrograms, new_person: Callable[..., Person]) -> None:
    person = new_person()
    made_at = time.monotonic()
    until(lambda: programs.rcpt(person.address) == 250, AT_ONCE)
    until(lambda: programs.logs_in(person), AT_ONCE)
    print(f"usable after {time.monotonic() - made_at:.3f} s")
    mail = mails.plain(OUTSIDER, person.address)
    programs.deliver(mail, OUTSIDER, person.address)
    programs.wait_for(person, mail)


def test_a_suspended_account_neither_receives_nor_logs_in_and_keeps_its_mail(
    programs: MailPrograms, office: Office, suzuki: Person
) -> None:
    mail = mails.plain(OUTSIDER, suzuki.address)
    programs.deliver(mail, OUTSIDER, suzuki.address)
    programs.wait_for(suzuki, mail)
    session = programs.imaps(suzuki)
    office.suspend_account(suzuki)
    until(lambda: programs.rcpt(suzuki.address) == 550, AT_ONCE)
    until(lambda: not programs.logs_in(suzuki), AT_ONCE)
    assert not programs.pops(suzuki)
    assert not programs.submits(suzuki)
    until(lambda: is_ended(session), AT_ONCE)
    office.resume_account(suzuki)
    until(lambda: programs.logs_in(suzuki), AT_ONCE)
    assert len(programs.all_in(suzuki)) == 1


@pytest.mark.parametrize("change", ["password", "suspended", "deleted"])
def test_an_smtp_session_that_is_open_ends_with_what_it_was_opened_by(
    programs: MailPrograms, office: Office, suzuki: Person, sato: Person, change: str
) -> None:
    """Whoever stole the password sends nothing more, and nobody else is cut off."""
    session, others = programs.submission(suzuki), programs.submission(sato)
    assert session.sendmail(suzuki.address, [sato.address], mails.plain(suzuki.address, sato.address).content) == {}
    if change == "password":
        office.set_password(suzuki, "Kaban-to-kasa-77")
    elif change == "suspended":
        office.suspend_account(suzuki)
    else:
        office.delete_account(suzuki)
    until(lambda: is_cut(session), AT_ONCE)
    assert others.sendmail(sato.address, [sato.address], mails.plain(sato.address, sato.address).content) == {}
    others.quit()


@pytest.mark.feature("E6")
@pytest.mark.parametrize("closed", ["account", "customer"])
def test_case_049_a_session_that_nobody_could_end_sends_nothing_more(
    programs: MailPrograms, office: Office, new_domain: str, closed: str
) -> None:
    """Who does not know guardd's list, because it was lost say, is refused at the next recipient."""
    administrator = office.add_customer("株式会社髙橋商店", new_domain)
    person = office.add_account(f"taro@{new_domain}")
    until(lambda: programs.submits(person), AT_ONCE)
    session = programs.submission(person)
    with contextlib.closing(sqlite3.connect(office.config.home("guardd") / "guard.sqlite3", timeout=10)) as list_:
        list_.execute("DELETE FROM session")
        list_.commit()
    if closed == "account":
        office.suspend_account(person)
    else:
        office.suspend_customer(new_domain)
    for sender in (person.address, ""):
        for recipient in (OUTSIDER, administrator.address):
            assert session.mail(sender)[0] == 250
            until(lambda to=recipient: session.rcpt(to)[0] == 550, AT_ONCE)
            session.rset()
    session.close()


def test_case_050_a_new_account_of_a_deleted_ones_name_sees_no_old_mail(
    programs: MailPrograms, office: Office, suzuki: Person
) -> None:
    mail = mails.plain(OUTSIDER, suzuki.address)
    programs.deliver(mail, OUTSIDER, suzuki.address)
    programs.wait_for(suzuki, mail)
    session = programs.imaps(suzuki)
    office.delete_account(suzuki)
    until(lambda: is_ended(session), AT_ONCE)
    until(lambda: programs.rcpt(suzuki.address) == 550, AT_ONCE)
    assert not programs.logs_in(suzuki)
    again = office.add_account(suzuki.address)
    until(lambda: programs.logs_in(again), AT_ONCE)
    assert programs.all_in(again) == []
    assert not programs.logs_in(suzuki)


def test_a_changed_password_works_at_once_and_ends_sessions(
    programs: MailPrograms, office: Office, suzuki: Person
) -> None:
    session = programs.imaps(suzuki)
    changed = office.set_password(suzuki, "a-new-and-long-Password-1")
    until(lambda: is_ended(session), AT_ONCE)
    until(lambda: programs.logs_in(changed), AT_ONCE)
    assert programs.pops(changed)
    assert programs.submits(changed)
    assert not programs.logs_in(suzuki)
    assert not programs.submits(suzuki)


@pytest.mark.feature("E6")
def test_case_049_a_suspended_customers_mail_stands_still_until_it_is_resumed(
    programs: MailPrograms, office: Office, new_domain: str
) -> None:
    administrator = office.add_customer("株式会社髙橋商店", new_domain)
    until(lambda: programs.logs_in(administrator), AT_ONCE)
    session = programs.imaps(administrator)
    office.suspend_customer(new_domain)
    until(lambda: is_ended(session), AT_ONCE)
    assert not programs.logs_in(administrator)
    assert not programs.pops(administrator)
    assert not programs.submits(administrator)
    assert 400 <= programs.rcpt(administrator.address) < 560
    office.resume_customer(new_domain)
    until(lambda: programs.logs_in(administrator), AT_ONCE)
    until(lambda: programs.rcpt(administrator.address) == 250, AT_ONCE)


def test_an_account_made_in_the_browser_receives_and_logs_in(
    programs: MailPrograms, office: Office, demo: dict[str, Any], browser: Browser, new_domain: str
) -> None:
    person = Person(f"{new_domain.partition('.')[0]}@{demo['domain']}", "Kaban-to-kasa-77")
    browser.log_in(Person(**demo["administrator"]))
    page = browser.get("/admin/accounts/add/")
    local_part = person.address.partition("@")[0]
    typed = {"local_part": local_part, "display_name": "鈴木", "password_by": "typed", "password": person.password}
    page = browser.submit(page, "/add/", typed)
    assert page.status == 200, page.text
    try:
        until(lambda: programs.rcpt(person.address) == 250, AT_ONCE)
        until(lambda: programs.logs_in(person), AT_ONCE)
    finally:
        office.delete_account(person)

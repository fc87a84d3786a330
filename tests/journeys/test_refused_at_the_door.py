"""Whatever RCPT accepts has somewhere to go: full mailboxes behind aliases, forwards without a copy, the postmaster."""

import secrets
from collections.abc import Callable
from typing import Any

import pytest

from fumibako.machine.daemons.dovecot.doveadm import run_doveadm
from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.office import Office
from tests.journeys.sink import Sink
from tests.journeys.web import Browser

pytestmark = [pytest.mark.box, pytest.mark.feature("B1", "B13", "C3")]
OUTSIDER = "hanako@out.example"
SIZE = "SIZE=60000"


@pytest.fixture
def administrator(office: Office) -> Person:
    return office.add_customer("株式会社まんぱい", f"full{secrets.token_hex(3)}.example")


@pytest.fixture
def full(office: Office, programs: MailPrograms, administrator: Person) -> Person:
    """A mailbox of one megabyte with one megabyte in it."""
    person = office.add_account(f"full@{administrator.domain}", quota_megabytes=1)
    fill(programs, person)
    return person


def fill(programs: MailPrograms, person: Person) -> None:
    heavy = mails.of_size(OUTSIDER, person.address, 40_000).content
    with programs.imaps(person) as imap:
        while imap.append("INBOX", None, None, heavy)[0] == "OK":
            continue


@pytest.fixture
def add_alias(office: Office, programs: MailPrograms, administrator: Person) -> Callable[..., str]:
    def add(local_part: str, *targets: Person) -> str:
        browser = Browser(programs, office.config.hostname).log_in(administrator)
        names = "\n".join(target.address.partition("@")[0] for target in targets)
        browser.submit(browser.get("/admin/aliases/add/"), "/add/", {"local_part": local_part, "targets": names})
        office.settled(f"{local_part}@{administrator.domain}")
        return f"{local_part}@{administrator.domain}"

    return add


def test_an_alias_of_a_full_mailbox_is_refused(
    programs: MailPrograms, full: Person, add_alias: Callable[..., str]
) -> None:
    alias = add_alias("eigyo", full)
    assert programs.rcpt(full.address, OUTSIDER, SIZE) == 552
    assert programs.rcpt(alias, OUTSIDER, SIZE) == 552


def test_so_are_postmaster_and_abuse_of_a_full_administrator(
    programs: MailPrograms, office: Office, administrator: Person
) -> None:
    browser = Browser(programs, office.config.hostname).log_in(administrator)
    page = browser.get(f"/admin/accounts/{administrator.address}/")
    browser.submit(page, f"/{administrator.address}/", {"quota_bytes": "0.001"})
    office.settled(administrator.address)
    assert programs.rcpt(f"postmaster@{administrator.domain}", OUTSIDER, SIZE) == 250
    fill(programs, administrator)
    for role in ("administrator", "postmaster", "abuse"):
        assert programs.rcpt(f"{role}@{administrator.domain}", OUTSIDER, SIZE) == 552


def test_a_group_is_not_refused_for_one_member(
    programs: MailPrograms,
    administrator: Person,
    full: Person,
    outside: Sink,
    add_alias: Callable[..., str],
) -> None:
    group = add_alias("info", full, administrator)
    mail = mails.of_size(OUTSIDER, group, 60_000)
    programs.deliver(mail, OUTSIDER, group)
    programs.wait_for(administrator, mail)
    (bounce,) = until(lambda: outside.taken)
    assert full.address.encode() in bounce.content


def test_a_full_mailbox_that_only_forwards_takes_mail_by_every_name(
    programs: MailPrograms,
    full: Person,
    outside: Sink,
    forwards: Callable[..., None],
    add_alias: Callable[..., str],
) -> None:
    forwards(full, "ichiro@elsewhere.example", keeps_copy=False)
    for address in (full.address, add_alias("eigyo", full)):
        mail = mails.of_size(OUTSIDER, address, 60_000)
        programs.deliver(mail, OUTSIDER, address)
        outside.wait_for(mail.message_id)
    forwards(full, "ichiro@elsewhere.example", keeps_copy=True)
    assert programs.rcpt(full.address, OUTSIDER, SIZE) == 552


@pytest.mark.parametrize("name", ["postmaster", "Postmaster", "postmaster@{}", "abuse@{}", "abuse"])
def test_the_box_has_a_postmaster_with_and_without_its_name(programs: MailPrograms, office: Office, name: str) -> None:
    """RFC 5321 section 4.5.1. Only root reads that mailbox."""
    hostname = office.config.hostname
    mail = mails.plain(OUTSIDER, f"postmaster@{hostname}")
    programs.deliver(mail, OUTSIDER, name.format(hostname))
    header = ("HEADER", "Message-ID", mail.message_id)

    def look() -> str:
        return run_doveadm(office.config, "fetch", "-u", f"postmaster@{hostname}", "text", "mailbox", "INBOX", *header)

    assert "Hello" in until(look)


@pytest.mark.parametrize("sender", ["postmaster", "postmaster@{}", "abuse@{}"])
def test_nobody_from_outside_is_the_postmaster(
    programs: MailPrograms, office: Office, demo: dict[str, Any], sender: str
) -> None:
    assert programs.rcpt(demo["administrator"]["address"], sender.format(office.config.hostname)) == 553
    assert not programs.plain_login(Person(f"postmaster@{office.config.hostname}", ""))

"""Strangers as they really come: from addresses that are not the box's own, in a network of the test's own.

A box that all the world reaches counts what each address does (SECURITY section 3), and trusts none with where a
mail ends. From loopback neither would show (SECURITY F2).
"""

import contextlib
import dataclasses
import itertools
import os
import shutil
import smtplib
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fumibako.machine.conf import load
from tests.conftest import Box
from tests.journeys import mails
from tests.journeys.clients import TIMEOUT, MailPrograms, Person
from tests.journeys.desk import check_no_spam
from tests.journeys.office import Office
from tests.journeys.own_network import own_network
from tests.journeys.smuggling import ENDS, smuggling
from tests.migrated import lay

pytestmark = pytest.mark.box
OUTSIDER = "hanako@out.example"
OURS = "203.0.113.1"
STRANGERS = [f"198.51.100.{number}" for number in range(1, 41)]
RELAY = "192.0.2.25"
_fresh = iter(STRANGERS)


@pytest.fixture(scope="module")
def office(migrated: Path) -> Iterator[Office]:
    """This module's own box, on the standard ports of its own network."""
    with contextlib.ExitStack() as network:
        try:
            network.enter_context(own_network(OURS, RELAY, *STRANGERS))
        except OSError as error:
            pytest.skip(f"no network of one's own here: {error}")
        state = Path(tempfile.mkdtemp(prefix="fb-", dir="/tmp"))
        state.chmod(0o755)
        (state / "fumibako.toml").write_text(
            '[box]\nlisten = "0.0.0.0"\n[mail]\nrelay_host = "[127.0.0.1]:10099"\ntrusted_relays = "192.0.2.0/24"\n'
            "[engines]\ndownload_signatures = false\n"
        )
        box = Box(load(state=state))
        lay(migrated, box.config)
        try:
            box.command("up", "--detach", "--small-demo")
            yield Office(box.config)
        finally:
            box.command("down")
            shutil.rmtree(state)


@pytest.fixture(scope="module")
def programs(office: Office) -> MailPrograms:
    own = MailPrograms.of(office.status(), office.config.tls / "certificate.pem", office.config.hostname)
    return dataclasses.replace(own, host=OURS)


@pytest.fixture(scope="module")
def suzuki(office: Office) -> Person:
    """Has no spam box: what comes from addresses for documentation looks like spam."""
    person = office.add_customer("Strangers", "strangers.example")
    check_no_spam(office, person.domain)
    return person


@pytest.fixture
def stranger() -> str:
    """An address from which nobody has come yet."""
    return next(_fresh)


class Smtp(smtplib.SMTP):
    """From that address; takes whole packets of commands."""

    def __init__(self, programs: MailPrograms, service: str, stranger: str) -> None:
        where = (programs.host, programs.ports[service])
        super().__init__(*where, "out.example", TIMEOUT, source_address=(stranger, 0))


def _log_in(smtp: smtplib.SMTP, programs: MailPrograms, person: Person) -> None:
    smtp.starttls(context=programs.context)
    smtp.login(person.address, person.password)


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("service", ["smtp", "submission", "submissions"])
def test_case_073_nobody_smuggles_a_second_mail(
    programs: MailPrograms, suzuki: Person, stranger: str, service: str, end: str
) -> None:
    sender = OUTSIDER if service == "smtp" else suzuki.address
    with contextlib.suppress(smtplib.SMTPServerDisconnected, ConnectionError):
        if service == "submissions":
            plain = socket.create_connection((OURS, programs.ports[service]), TIMEOUT, (stranger, 0))
            smtp: smtplib.SMTP = smtplib.SMTP(local_hostname="out.example")
            smtp.sock = programs.context.wrap_socket(plain)
            smtp.getreply()
        else:
            smtp = Smtp(programs, service, stranger)
        if service == "submission":
            smtp.starttls(context=programs.context)
        if service != "smtp":
            smtp.login(suzuki.address, suzuki.password)
        smtp.ehlo()
        assert smtp.mail(sender)[0] == smtp.rcpt(suzuki.address)[0] == 250
        assert smtp.docmd("DATA")[0] == 354
        smtp.send(smuggling(ENDS[end], sender, suzuki.address))
        smtp.getreply()
        smtp.quit()
    _deliver_last(programs, suzuki)
    assert [m for m in programs.all_in(suzuki) if b"Subject: smuggled" in m.partition(b"\r\n\r\n")[0]] == []


@pytest.mark.parametrize("end", ENDS)
def test_case_073_nor_at_the_doors_behind_the_filter(
    office: Office, programs: MailPrograms, suzuki: Person, end: str
) -> None:
    """Re-injection and Dovecot's redirects: only our own programs come there, and even they may not."""
    behind = socket.socket(socket.AF_UNIX)
    behind.connect(str(office.config.reinject_socket))
    os.seteuid(office.config.uids.mail)  # whose it is decides at the second door
    try:
        redirect = socket.create_connection(("127.0.0.1", office.config.ports.redirect))
    finally:
        os.seteuid(0)
    for door in (behind, redirect):
        door.settimeout(TIMEOUT)
        smtp = smtplib.SMTP(local_hostname="out.example")
        smtp.sock = door
        with contextlib.suppress(smtplib.SMTPServerDisconnected, ConnectionError):
            smtp.getreply()
            smtp.ehlo()
            smtp.mail(OUTSIDER)
            smtp.rcpt(suzuki.address)
            assert smtp.docmd("DATA")[0] == 354
            smtp.send(smuggling(ENDS[end], OUTSIDER, suzuki.address))
            smtp.getreply()
            smtp.quit()
        smtp.close()
    _deliver_last(programs, suzuki)
    assert [m for m in programs.all_in(suzuki) if b"Subject: smuggled" in m.partition(b"\r\n\r\n")[0]] == []


def test_case_073_nobody_from_outside_comes_to_the_doors_behind_the_filter(office: Office, stranger: str) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((OURS, office.config.ports.redirect), TIMEOUT, (stranger, 0))
    near = socket.create_connection(("127.0.0.1", office.config.ports.redirect), TIMEOUT, (stranger, 0))
    smtp = smtplib.SMTP(local_hostname="out.example")
    smtp.sock = near
    smtp.getreply()
    smtp.ehlo()
    smtp.mail(OUTSIDER)
    assert smtp.rcpt("x@elsewhere.example")[0] >= 500
    smtp.close()


def test_case_073_bdat_is_not_spoken(programs: MailPrograms, suzuki: Person, stranger: str) -> None:
    with Smtp(programs, "smtp", stranger) as smtp:
        smtp.ehlo()
        assert not smtp.has_extn("chunking")
        smtp.mail(OUTSIDER)
        smtp.rcpt(suzuki.address)
        assert smtp.docmd("BDAT 4 LAST")[0] >= 500


def test_an_address_has_twenty_connections_at_once(programs: MailPrograms, stranger: str) -> None:
    with contextlib.ExitStack() as opened:
        for _ in range(20):
            opened.enter_context(Smtp(programs, "smtp", stranger))
        with pytest.raises(smtplib.SMTPConnectError) as refused:
            Smtp(programs, "smtp", stranger)
        assert refused.value.smtp_code == 421
        with Smtp(programs, "smtp", next(_fresh)) as another:
            assert another.noop()[0] == 250


def test_an_address_has_sixty_connections_a_minute(programs: MailPrograms, stranger: str) -> None:
    def come() -> None:
        Smtp(programs, "smtp", stranger).quit()

    assert _how_often(come, 65) == 60


def test_an_address_has_120_mails_a_minute(programs: MailPrograms, stranger: str) -> None:
    smtp = Smtp(programs, "smtp", stranger)

    def begin_mail(number: int) -> None:
        nonlocal smtp
        if number % 15 == 14:  # RSET again and again is an error of its own
            smtp.quit()
            smtp = Smtp(programs, "smtp", stranger)
        smtp.ehlo_or_helo_if_needed()
        code, words = smtp.mail(OUTSIDER)
        if code != 250:
            raise smtplib.SMTPResponseException(code, words)
        smtp.rset()

    numbers = itertools.count()
    assert _how_often(lambda: begin_mail(next(numbers)), 125) == 120


@pytest.mark.parametrize("service", ["submission", "submissions"])
def test_an_office_behind_one_address_logs_in_and_sends_at_nine_oclock(
    office: Office, programs: MailPrograms, suzuki: Person, stranger: str, service: str
) -> None:
    """More logins, connections and mails than another server's address has a minute."""
    people = [office.add_account(f"{service}{number}@{suzuki.domain}") for number in range(3)]
    for number in range(130):
        person = people[number % len(people)]
        with _submitting(programs, service, stranger) as smtp:
            smtp.login(person.address, person.password)
            assert smtp.mail(person.address)[0] == smtp.rcpt(suzuki.address)[0] == 250


def test_a_trusted_relay_brings_as_many_as_it_likes(programs: MailPrograms) -> None:
    with contextlib.ExitStack() as opened:
        for _ in range(30):
            relay = opened.enter_context(Smtp(programs, "smtp", RELAY))
        relay.ehlo()
        for number in range(150):
            assert relay.mail(OUTSIDER)[0] == 250
            relay.rset()
            if number % 15 == 14:  # RSET again and again is an error of its own
                relay = opened.enter_context(Smtp(programs, "smtp", RELAY))
                relay.ehlo()


@pytest.mark.parametrize(("service", "most"), [("smtp", 1000), ("submission", 100)])
def test_a_mail_has_so_many_recipients(
    programs: MailPrograms, suzuki: Person, stranger: str, service: str, most: int
) -> None:
    with Smtp(programs, service, stranger) as smtp:
        if service == "submission":
            _log_in(smtp, programs, suzuki)
        smtp.ehlo()
        smtp.mail(suzuki.address if service == "submission" else OUTSIDER)
        for _ in range(most):
            assert smtp.rcpt(suzuki.address)[0] == 250
        code, words = smtp.rcpt(suzuki.address)
        assert (code, b"too many recipients" in words) == (452, True)


def test_after_ten_errors_the_line_is_cut(programs: MailPrograms, stranger: str) -> None:
    smtp = Smtp(programs, "smtp", stranger)
    smtp.ehlo()
    codes = []
    with pytest.raises(smtplib.SMTPServerDisconnected):
        while True:
            codes.append(smtp.docmd("NONSENSE")[0])
    assert 10 <= len(codes) <= 11


def test_after_twenty_commands_of_no_use_errors_are_counted(programs: MailPrograms, stranger: str) -> None:
    smtp = Smtp(programs, "smtp", stranger)
    smtp.ehlo()
    with pytest.raises(smtplib.SMTPServerDisconnected):
        for _ in range(40):
            smtp.noop()


def _submitting(programs: MailPrograms, service: str, stranger: str) -> smtplib.SMTP:
    """TLS, and nobody logged in."""
    if service == "submission":
        smtp: smtplib.SMTP = Smtp(programs, service, stranger)
        smtp.starttls(context=programs.context)
        return smtp
    where = (programs.host, programs.ports[service])
    return smtplib.SMTP_SSL(*where, timeout=TIMEOUT, source_address=(stranger, 0), context=programs.context)


def _how_often(act: Callable[[], object], tries: int) -> int:
    """How many tries went well before one was refused for its number; fails where none was."""
    for number in range(tries):
        try:
            act()
        except (smtplib.SMTPResponseException, smtplib.SMTPServerDisconnected) as refused:
            if isinstance(refused, smtplib.SMTPResponseException):
                assert refused.smtp_code in (421, 450, 454), refused
            return number
    raise AssertionError(f"{tries} in a minute, and nobody said no")


def _deliver_last(programs: MailPrograms, person: Person) -> None:
    """One more mail, which comes behind everything that came before it."""
    with smtplib.SMTP(OURS, programs.ports["smtp"], "last.example", TIMEOUT, source_address=(STRANGERS[-1], 0)) as smtp:
        last = mails.plain(OUTSIDER, person.address)
        smtp.sendmail(OUTSIDER, person.address, last.content)
    programs.wait_for(person, last)

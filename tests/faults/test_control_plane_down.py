"""Web, worker and database are away: mail in and out, IMAP and POP go on. A table that the mail daemons look up in is
away: they say so, and nobody is told that there is no such user (SECURITY case 103)."""

import contextlib
import imaplib
import poplib
import shutil
import smtplib
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from fumibako.machine.conf import Config
from fumibako.machine.daemons.tables.postfix import NAMES
from tests.faults.configuration import heals
from tests.faults.processes import Processes
from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person, found, until
from tests.journeys.office import Office
from tests.journeys.sink import Sink
from tests.long import cases

pytestmark = pytest.mark.box
OUTSIDER = "hanako@out.example"


@contextlib.contextmanager
def stopped(processes: Processes, config: Config) -> Iterator[None]:
    with processes.stopped("watchdog", "web", "worker", "agent"):
        yield


@contextlib.contextmanager
def locked(processes: Processes, config: Config) -> Iterator[None]:
    """Somebody holds the database with an exclusive transaction."""
    with contextlib.closing(sqlite3.connect(config.database_file, isolation_level=None)) as database:
        database.execute("PRAGMA busy_timeout = 10000")
        database.execute("BEGIN EXCLUSIVE")
        yield
        database.execute("ROLLBACK")


@contextlib.contextmanager
def gone(processes: Processes, config: Config) -> Iterator[None]:
    """Its directory is moved away under running processes."""
    directory = config.database_file.parent
    aside = directory.with_name("control.aside")
    with processes.stopped("watchdog", "web", "worker"):
        directory.rename(aside)
        try:
            yield
        finally:
            _put_back(aside, directory)


def _put_back(aside: Path, directory: Path) -> None:
    if directory.exists():  # somebody made an empty one meanwhile
        shutil.rmtree(directory)
    aside.rename(directory)


@pytest.mark.parametrize("trouble", [stopped, locked, gone], ids=lambda trouble: trouble.__name__)
def test_case_103_mail_goes_on_without_the_control_plane(
    programs: MailPrograms,
    office: Office,
    processes: Processes,
    suzuki: Person,
    outside: Sink,
    fault_probes: int,
    trouble: Callable[[Processes, Config], contextlib.AbstractContextManager[None]],
) -> None:
    failures: list[str] = []

    def probe(number: int) -> None:
        try:
            PROBES[number % len(PROBES)](programs, suzuki, outside, number)
        except Exception as failure:  # any failure at all is what we count
            failures.append(f"{number}: {failure!r}")

    with trouble(processes, office.config), ThreadPoolExecutor(4) as pool:
        list(pool.map(probe, range(fault_probes * len(PROBES))))
        arrived = until(lambda: _count(programs, suzuki, fault_probes), 120)
    until(office.answers)
    assert failures == []
    assert arrived == fault_probes


def _incoming(programs: MailPrograms, person: Person, outside: Sink, number: int) -> None:
    programs.deliver(mails.small(OUTSIDER, person.address, number), OUTSIDER, person.address)


def _outgoing(programs: MailPrograms, person: Person, outside: Sink, number: int) -> None:
    mail = mails.small(person.address, OUTSIDER, number)
    programs.send(mail, person, OUTSIDER)
    outside.wait_for(mail.message_id)


def _imap(programs: MailPrograms, person: Person, outside: Sink, number: int) -> None:
    with programs.imaps(person) as imap:
        list(found(imap, "nothing"))


def _pop(programs: MailPrograms, person: Person, outside: Sink, number: int) -> None:
    pop = programs.pop3s(person)
    pop.stat()
    pop.quit()


PROBES = (_incoming, _outgoing, _imap, _pop)


def _count(programs: MailPrograms, person: Person, wanted: int) -> int:
    with programs.imaps(person) as imap:
        count = int(imap.select("INBOX", readonly=True)[1][0])
    return count if count >= wanted else 0


@contextlib.contextmanager
def without(table: str, service: str, processes: Processes, programs: MailPrograms, config: Config) -> Iterator[None]:
    """The daemon cannot open that table, and nobody makes it anew. It starts without it, because what it has open it
    would go on reading."""
    path = config.edge / table
    aside = path.with_suffix(".aside")
    with processes.stopped("watchdog", "worker"):
        with processes.stopped(service):
            path.rename(aside)
        try:
            until(lambda: _answers(programs))
            yield
        finally:
            with processes.stopped(service):
                aside.rename(path)
            until(lambda: _answers(programs))


def _answers(programs: MailPrograms) -> bool:
    try:
        programs.smtp().quit()
        programs.imap_connection().logout()
    except (OSError, smtplib.SMTPException, imaplib.IMAP4.error):
        return False
    return True


@pytest.mark.parametrize("table", cases(NAMES, long={*NAMES} - {"mailboxes"}))
def test_case_103_nobody_is_unknown_because_a_table_is_away(
    programs: MailPrograms,
    office: Office,
    processes: Processes,
    suzuki: Person,
    sato: Person,
    outside: Sink,
    table: str,
) -> None:
    codes: dict[str, int] = {}
    with without(f"{table}.lmdb", "postfix", processes, programs, office.config):
        for recipient in (suzuki.address, f"nobody@{suzuki.domain}"):
            for sender in (OUTSIDER, ""):
                with programs.smtp() as smtp:
                    codes[f"<{sender}> to {recipient}"] = _rcpt(smtp, sender, recipient)
            with programs.submission(suzuki) as smtp:
                codes[f"logged in, to {recipient}"] = _rcpt(smtp, suzuki.address, recipient)
    assert {told: code for told, code in codes.items() if not 400 <= code < 500} == {}
    _flows(programs, suzuki, sato, outside)


def test_case_103_nobody_is_unknown_while_lost_tables_are_filled(
    programs: MailPrograms,
    office: Office,
    processes: Processes,
    suzuki: Person,
    sato: Person,
    outside: Sink,
    new_domain: str,
) -> None:
    """All of them are lost; the daemons start without, and the worker fills them under their eyes. An account that is
    made meanwhile has its folders before its first mail, as any other."""
    codes: list[int] = []

    def is_known() -> bool:
        with programs.smtp() as smtp:
            codes.append(_rcpt(smtp, OUTSIDER, sato.address))
        return codes[-1] == 250

    with processes.stopped("watchdog", "worker"):
        with processes.stopped("postfix", "dovecot"):
            shutil.rmtree(office.config.edge)
        until(lambda: _answers(programs))
        assert not is_known()
        administrator = office.add_customer("Meanwhile", new_domain)
    until(lambda: _answers(programs) and is_known(), 60)
    assert {code // 100 for code in codes} == {2, 4}
    heals(office.config)
    local_part = administrator.address.partition("@")[0]
    until((office.config.mail_store / new_domain / local_part / "mail" / "mailboxes" / "Junk").is_dir)
    with programs.smtp() as smtp:
        assert _rcpt(smtp, OUTSIDER, f"nobody@{sato.domain}") == 550
    _flows(programs, suzuki, sato, outside)


@pytest.mark.parametrize(("table", "service"), [("accounts.sqlite3", "dovecot"), ("mailboxes.lmdb", "postfix")])
def test_case_103_a_damaged_table_is_filled_again(
    programs: MailPrograms,
    office: Office,
    processes: Processes,
    suzuki: Person,
    sato: Person,
    outside: Sink,
    table: str,
    service: str,
) -> None:
    with processes.stopped("worker", service):  # which compares when it starts
        (office.config.edge / table).write_bytes(b"nothing that is a table" * 1000)
    heals(office.config)
    _flows(programs, suzuki, sato, outside)


def test_case_103_accounts_emptied_under_a_running_dovecot_are_filled_again(
    programs: MailPrograms, office: Office, processes: Processes, suzuki: Person, sato: Person, outside: Sink
) -> None:
    with processes.stopped("worker"):  # which compares when it starts
        (office.config.edge / "accounts.sqlite3").write_bytes(b"")
    heals(office.config)
    until(lambda: programs.logs_in(suzuki))  # Dovecot reloads
    _flows(programs, suzuki, sato, outside)


def test_case_103_no_password_is_called_wrong_because_the_accounts_are_away(
    programs: MailPrograms, office: Office, processes: Processes, suzuki: Person, sato: Person, outside: Sink
) -> None:
    with without("accounts.sqlite3", "dovecot", processes, programs, office.config):
        with programs.smtp() as smtp:
            assert 400 <= _rcpt(smtp, OUTSIDER, suzuki.address) < 500
        with pytest.raises(imaplib.IMAP4.error, match=r"\[UNAVAILABLE\]"):  # RFC 5530
            programs.imaps(suzuki)
        with pytest.raises(poplib.error_proto, match=r"\[SYS/TEMP\]"):  # RFC 3206
            programs.pop3s(suzuki)
        with pytest.raises(smtplib.SMTPAuthenticationError):
            programs.submission(suzuki)
    _flows(programs, suzuki, sato, outside)


@pytest.mark.long
@pytest.mark.xfail(
    reason="Postfix 3.7 takes every FAIL of Dovecot's for a wrong password, also one marked temp", strict=True
)
def test_case_103_nor_is_it_by_smtp(
    programs: MailPrograms, office: Office, processes: Processes, suzuki: Person
) -> None:
    with (
        without("accounts.sqlite3", "dovecot", processes, programs, office.config),
        pytest.raises(smtplib.SMTPAuthenticationError) as refused,
    ):
        programs.submission(suzuki)
    assert 400 <= refused.value.smtp_code < 500  # RFC 4954 section 6: 454


def _rcpt(smtp: smtplib.SMTP, sender: str, recipient: str) -> int:
    smtp.ehlo_or_helo_if_needed()
    smtp.mail(sender)
    return smtp.rcpt(recipient)[0]


def _flows(programs: MailPrograms, person: Person, colleague: Person, outside: Sink) -> None:
    """Mail comes in, goes out and can be read."""
    _incoming(programs, person, outside, 1)
    _outgoing(programs, person, outside, 2)
    until(lambda: _count(programs, person, 1))
    inside = mails.plain(person.address, colleague.address)
    programs.send(inside, person, colleague.address)
    programs.wait_for(colleague, inside)

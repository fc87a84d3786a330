"""Web, worker and database are away: mail in and out, IMAP and POP go on (SECURITY case 103)."""

import contextlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from fumibako.machine.conf import Config
from tests.faults.processes import Processes
from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person, found, until
from tests.journeys.office import Office
from tests.journeys.sink import Sink

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

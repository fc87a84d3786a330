"""Mail that waits in the webmail goes out once while the process that sends it is killed and clocks jump; until then it
is a draft (C1, B13; docs/decisions/0125)."""

import contextlib
import random
import secrets
import sqlite3
import time
from collections import Counter
from collections.abc import Callable

import pytest

from tests.faults.processes import Processes, kill
from tests.journeys.clients import MailPrograms, Person, fetched, until
from tests.journeys.mails import header
from tests.journeys.office import Office
from tests.journeys.web import Browser

pytestmark = [pytest.mark.box, pytest.mark.feature("C1", "B13")]
AFTER_SECONDS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.4)
"""A mail is claimed, handed over, noted as sent and filed within about half a second."""


def rows(office: Office, question: str) -> list[tuple[str, ...]]:
    with contextlib.closing(sqlite3.connect(office.config.database_file, timeout=30)) as database, database:
        return database.execute(question).fetchall()


def jump(office: Office, days: int) -> None:
    """What the box sees when its clock is put: every time that it wrote lies that much further away."""
    times = ", ".join(f"{each} = datetime({each}, '{-days} days')" for each in ("begun_at", "send_at", "tried_at"))
    rows(office, f"UPDATE writing_submission SET {times} WHERE state IN ('waiting', 'sending')")


def kill_while_sending(office: Office, processes: Processes, killed: set[str], after: float) -> None:
    """killed: what the processes called themselves that were killed so far."""
    under_way = "SELECT holder FROM writing_submission WHERE state = 'sending'"
    killed |= until(lambda: {holder for (holder,) in rows(office, under_way)} - killed, 60, 0.005)
    time.sleep(after)
    before = processes.pid("background")
    kill(before)
    until(lambda: processes.pid("background") not in (0, before), 60)


def subjects(programs: MailPrograms, person: Person, folder: str) -> Counter[str]:
    with programs.imap(person) as imap:
        return Counter(header(mail, b"Subject") for mail in fetched(imap, folder, "ALL"))


@pytest.mark.parametrize(("number", "kills"), [(5, 2), pytest.param(60, 25, marks=pytest.mark.long)])
def test_case_101_mail_that_waits_is_sent_once_whatever_is_killed_and_however_the_clock_jumps(
    programs: MailPrograms,
    office: Office,
    processes: Processes,
    new_person: Callable[..., Person],
    number: int,
    kills: int,
) -> None:
    writer, reader = new_person(), new_person()
    browser = Browser(programs, office.config.hostname).log_in(writer)
    form, run = browser.get("/mail/write/"), secrets.token_hex(3)
    wanted = [f"waiting-{run}-{at}" for at in range(number)]
    lost = f"waiting-{run}-refused"
    for subject in (*wanted, lost):
        to = f"nobody-{reader.address}" if subject == lost else reader.address
        typed = {"to": to, "subject": subject, "text": "x", "message_id": "", "action": "send"}
        assert browser.submit(form, "/mail/write/", typed).status == 200
    killed: set[str] = set()
    for at in range(kills):
        kill_while_sending(office, processes, killed, random.choice(AFTER_SECONDS))
        jump(office, 1 if at % 2 else -1)
        there = subjects(programs, writer, "Drafts") + subjects(programs, reader, "INBOX")
        assert {*wanted, lost} <= {*there}
    jump(office, 1)  # otherwise it waits for a minute, until Postfix has told for certain
    until(lambda: not rows(office, "SELECT 1 FROM writing_submission WHERE state IN ('waiting', 'sending')"), 120)
    office.drain(60, writer.address, reader.address)
    until(lambda: subjects(programs, writer, "Drafts") == Counter([lost]), 60)
    assert subjects(programs, writer, "Sent") == Counter(wanted)
    assert subjects(programs, reader, "INBOX") == Counter(wanted)

"""kill -9 of any process of the box, again and again, while mail runs through (SECURITY 2.2).

Every 250 is written into a ledger that the box does not know. At the end each mail of the ledger
is in its mailbox, scanned; a second copy is allowed once in 10,000.
"""

import random
import smtplib
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.processes import Processes, kill, name_of
from tests.faults.stamps import is_scanned
from tests.faults.traces import trace
from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person, hand_over, until
from tests.journeys.desk import check_no_spam
from tests.journeys.mails import header
from tests.journeys.office import Office

pytestmark = [pytest.mark.box, pytest.mark.feature("B7")]
OUTSIDER = "hanako@out.example"
SENDERS = 8
EVERY_SECONDS = 2.0
MORE_THAN_EVERY_SECONDS = 6.0  # on the slowest machine
PAUSE_SECONDS = 0.2  # of each sender: up to forty mails a second, so that each kill meets many on their way


class Ledger:
    """Message-IDs that the box said 250 to."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.killed: list[str] = []


def test_no_mail_is_lost_or_delivered_unscanned_whatever_is_killed(
    programs: MailPrograms,
    office: Office,
    processes: Processes,
    new_person: Callable[..., Person],
    new_domain: str,
    fault_mails: int,
) -> None:
    # Every fourth mail goes through SpamAssassin, which is ten times as slow as everything else together.
    office.add_customer("Kill nine", new_domain)
    check_no_spam(office, new_domain)
    quick = [office.add_account(f"p{number}@{new_domain}") for number in range(SENDERS * 3 // 4)]
    people = [*quick, *(new_person() for _ in range(SENDERS - len(quick)))]
    ledger, is_over, began = Ledger(), threading.Event(), time.monotonic()
    with ThreadPoolExecutor(1 + SENDERS) as pool:
        killing = pool.submit(_kill, processes, ledger, is_over)
        sending = [
            pool.submit(_send, programs, person, fault_mails // SENDERS, ledger, n) for n, person in enumerate(people)
        ]
        try:
            for one in sending:
                one.result(600 + fault_mails)
        finally:
            is_over.set()
        killing.result()
    seconds = time.monotonic() - began
    assert len(ledger.taken) == fault_mails // SENDERS * SENDERS
    until(lambda: _is_healthy(office), 180, 1)
    office.drain(900)
    delivered: Counter[str] = Counter()
    unscanned = 0
    for person in people:
        for content in until(lambda p=person: programs.all_in(p)):
            delivered[header(content, b"Message-ID")] += 1
            unscanned += not is_scanned(office.config, content)
    lost = [message_id for message_id in ledger.taken if not delivered[message_id]]
    twice = [message_id for message_id in ledger.taken if delivered[message_id] > 1]
    copies = sum(delivered[message_id] - 1 for message_id in twice)
    print(f"{len(ledger.taken)} taken, {len(lost)} lost, {unscanned} unscanned, {copies} second copies")
    print(*(trace(office.config, message_id) for message_id in (*lost, *twice)), sep="\n")
    print(f"{len(ledger.killed)} killed:", *Counter(ledger.killed).most_common(), sep="\n  ")
    assert lost == []
    assert unscanned == 0
    assert copies <= len(ledger.taken) // 10_000
    # A process of Dovecot's whose partner was killed notices that at its next mail, and answers 450: senders try again,
    # other tests do not.
    with processes.stopped("dovecot"):
        pass
    until(lambda: _is_healthy(office), 60, 1)
    assert len(ledger.killed) >= seconds / MORE_THAN_EVERY_SECONDS


def _kill(processes: Processes, ledger: Ledger, is_over: threading.Event) -> None:
    while not is_over.wait(EVERY_SECONDS):
        if everybody := processes.everybody():
            victim = random.choice(everybody)
            if name := name_of(victim):
                kill(victim)
                ledger.killed.append(name)


def _send(programs: MailPrograms, person: Person, count: int, ledger: Ledger, series: int) -> None:
    """Deliver `count` mails, each again and again until there is a 250. A try
    whose answer was cut off may have been taken: the next one is a mail with a Message-ID of its own, so that whatever
    comes twice of one Message-ID was made by the box."""
    for number in range(count):
        mail = mails.small(OUTSIDER, person.address, series * 1_000_000 + number)
        deadline = time.monotonic() + 300
        while True:
            try:
                with programs.smtp() as smtp:
                    hand_over(smtp, mail, OUTSIDER, person.address)
            except (OSError, smtplib.SMTPException):
                assert time.monotonic() < deadline, "the box takes no mail for five minutes"
                time.sleep(0.5)
                mail = mails.small(OUTSIDER, person.address, series * 1_000_000 + number)
            else:
                ledger.taken.append(mail.message_id)
                break
        time.sleep(PAUSE_SECONDS)


def _is_healthy(office: Office) -> bool:
    return all(service["health"] != "down" for service in office.status()["services"])

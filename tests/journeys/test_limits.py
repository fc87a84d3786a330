"""Limits that a person or a mail meets (SECURITY section 3); those of strangers' addresses are in test_strangers."""

import contextlib
import imaplib
import smtplib
from collections.abc import Callable

import pytest

from fumibako.machine.state import MAX_TARGETS
from fumibako.machine.system import inotify
from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person
from tests.journeys.mails import Mail
from tests.journeys.sink import Sink

pytestmark = pytest.mark.box
OUTSIDER = "hanako@out.example"
MEGABYTE = 1_000_000


@pytest.mark.parametrize(("hops", "is_taken"), [(20, True), (26, False)])
def test_a_mail_that_has_come_round_too_often_is_refused(
    programs: MailPrograms, suzuki: Person, hops: int, is_taken: bool
) -> None:
    mail = mails.plain(OUTSIDER, suzuki.address)
    received = b"Received: from a.example by b.example; Mon, 23 Nov 2026 21:00:00 +0900\r\n" * hops
    looped = Mail(mail.message_id, received + mail.content)
    if is_taken:
        programs.deliver(looped, OUTSIDER, suzuki.address)
        programs.wait_for(suzuki, mail)
    else:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            programs.deliver(looped, OUTSIDER, suzuki.address)
        assert (refused.value.smtp_code, b"too many hops" in refused.value.smtp_error) == (554, True)


def test_a_mail_over_the_limit_is_refused_before_it_is_sent(programs: MailPrograms, suzuki: Person) -> None:
    with programs.smtp() as smtp:
        smtp.ehlo()
        assert smtp.mail(OUTSIDER, [f"SIZE={36 * MEGABYTE}"])[0] == 250
        smtp.rset()
        assert smtp.mail(OUTSIDER, [f"SIZE={40 * MEGABYTE}"])[0] == 552


def test_a_person_has_twenty_sessions_from_one_place(programs: MailPrograms, suzuki: Person) -> None:
    with contextlib.ExitStack() as opened:
        for _ in range(20):
            opened.enter_context(programs.imaps(suzuki))
        with pytest.raises(imaplib.IMAP4.error, match="Maximum number of connections"):
            programs.imaps(suzuki)


def test_case_118_open_sessions_of_a_few_shut_nobody_out(
    programs: MailPrograms, suzuki: Person, new_person: Callable[[], Person]
) -> None:
    with contextlib.ExitStack() as held:
        for person in [new_person() for _ in range(6)]:
            for _ in range(20):
                held.enter_context(programs.imaps(person))
        assert programs.logs_in(suzuki)
        assert programs.pops(suzuki)


def test_new_mail_is_told_at_once_in_every_one_of_200_open_sessions(
    programs: MailPrograms, suzuki: Person, new_person: Callable[[], Person]
) -> None:
    """Each takes an inotify instance of the mail store's user; of these the kernel gives 128 by default."""
    if inotify.max_instances() < inotify.WANTED_INSTANCES:
        pytest.skip("this machine's limit cannot be raised from here")
    with contextlib.ExitStack() as held:
        for person in [new_person() for _ in range(10)]:
            for _ in range(20):
                held.callback(idling(programs, person).shutdown)
        last = idling(programs, suzuki)
        held.callback(last.shutdown)
        programs.deliver(mails.plain(OUTSIDER, suzuki.address), OUTSIDER, suzuki.address)
        last.sock.settimeout(10)  # without inotify Dovecot looks every 30 seconds
        # A mail may bring a new keyword, which is told before it: FLAGS and PERMANENTFLAGS.
        assert any(last.readline().endswith(b" EXISTS\r\n") for _ in range(3))


def idling(programs: MailPrograms, person: Person) -> imaplib.IMAP4:
    """A session in IDLE (RFC 2177), which imaplib does not know."""
    session = programs.imaps(person)
    session.select("INBOX")
    session.send(b"x IDLE\r\n")
    while not session.readline().startswith(b"+"):
        pass
    return session


def test_an_imap_line_has_an_end(programs: MailPrograms, suzuki: Person) -> None:
    with contextlib.closing(programs.imaps(suzuki).socket()) as line, contextlib.suppress(ConnectionError):
        line.sendall(b"a1 SEARCH SUBJECT " + b"x" * 100_000 + b"\r\n")
        assert b"a1 OK" not in line.recv(4096)


def test_a_script_that_is_too_long_is_refused(programs: MailPrograms, suzuki: Person) -> None:
    with programs.sieve(suzuki) as sieve, pytest.raises((AssertionError, ConnectionError)):
        sieve.put("long", "# " + "x" * 600_000 + "\r\nkeep;\r\n")


@pytest.mark.parametrize("extension", ["enotify", "reject", "ereject", "regex"])
def test_case_098_extensions_that_send_in_anothers_name_answer_forged_senders_or_take_long_are_not_there(
    programs: MailPrograms, suzuki: Person, extension: str
) -> None:
    with programs.sieve(suzuki) as sieve:
        sieve.put("own", 'require "vacation";\r\nkeep;\r\n')
        with pytest.raises(AssertionError, match=r"^NO "):
            sieve.put("own", f'require "{extension}";\r\nkeep;\r\n')


def test_case_016_a_script_with_more_redirects_than_allowed_sends_none_and_the_mail_is_kept(
    programs: MailPrograms, suzuki: Person, outside: Sink
) -> None:
    targets = [f"to{number}@out.example" for number in range(MAX_TARGETS + 1)]
    with programs.sieve(suzuki) as sieve:
        sieve.put("many", "".join(f'redirect "{target}";\r\n' for target in targets))
        sieve.activate("many")
    mail = mails.plain(OUTSIDER, suzuki.address)
    programs.deliver(mail, OUTSIDER, suzuki.address)
    programs.wait_for(suzuki, mail)
    assert outside.taken == []


@pytest.mark.long
def test_case_098_a_script_that_is_out_of_time_ends_and_its_mail_lies_in_the_inbox(
    programs: MailPrograms, suzuki: Person
) -> None:
    slow = f'if header :contains "subject" "{"a" * 150}b" {{ discard; }}\r\n'
    with programs.sieve(suzuki) as sieve:
        sieve.put("slow", slow * 1200)
        sieve.activate("slow")
    subject = "\r\n ".join("a" * 900 for _ in range(90))
    mail = mails.plain(OUTSIDER, suzuki.address)
    long = Mail("long", mail.content.replace(b"Subject: ", f"Subject: {subject}\r\n ".encode(), 1))
    programs.deliver(long, OUTSIDER, suzuki.address)
    programs.wait_for(suzuki, mail, seconds=180)

"""Mails that we write, from the portal's database through Postfix and the filter to their readers."""

import email
import email.policy
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

import pytest

from tests.conftest import Box
from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.mails import header, headers
from tests.journeys.office import Office
from tests.journeys.portal import run_as_background
from tests.journeys.sink import Sink

pytestmark = [pytest.mark.box, pytest.mark.feature("A4")]
ELSEWHERE = "ichiro@elsewhere.example"
STORE = """
from django.utils import timezone
from fumibako.groundwork.notices.models import OutgoingNotice
from fumibako.groundwork.notices.services import send
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.notices.login import (PasswordReset)
now = timezone.localtime()
domain = Domain.objects.filter(name={domain!r}).first()
send(PasswordReset(address={to!r}, link="https://box.example/x/", until=now), to={to!r}, domain=domain)
stored = OutgoingNotice.objects.latest("pk")
"""
SENT = (
    STORE
    + """
import time
while stored.outcome == "waiting":
    time.sleep(0.1)
    stored.refresh_from_db()
result = (stored.message_id, stored.outcome, stored.reply)
"""
)


def notify(office: Office, to: str, domain: str = "") -> tuple[str, str, str]:
    """Store a notice, which the background process sends. Returns Message-ID, outcome and Postfix's reply."""
    message_id, outcome, reply = run_as_background(office.config, SENT.format(to=to, domain=domain))
    return message_id, outcome, reply


def parsed(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, policy=email.policy.default)  # type: ignore[return-value]


def test_a_notice_leaves_scanned_in_the_domains_name(office: Office, demo: dict[str, Any], outside: Sink) -> None:
    message_id, outcome, reply = notify(office, ELSEWHERE, demo["domain"])
    assert outcome == "sent", reply
    (taken,) = outside.wait_for(message_id)
    assert (taken.sender, taken.recipients) == (f"noreply@{demo['domain']}", (ELSEWHERE,))
    assert len(headers(taken.content, b"X-Fumibako-Scan")) == 1
    assert header(taken.content, b"Auto-Submitted") == "auto-generated"
    mail = parsed(taken.content)
    assert (parseaddr(mail["From"])[1], mail["Subject"]) == (taken.sender, "パスワードの再設定 / Reset your password")
    assert "https://box.example/x/" in mail.get_content()


@pytest.mark.parametrize("is_domains_own", [True, False])
def test_a_notice_to_one_of_ours_is_in_the_inbox_and_is_believed(
    office: Office, programs: MailPrograms, suzuki: Person, is_domains_own: bool
) -> None:
    message_id, outcome, reply = notify(office, suzuki.address, suzuki.domain if is_domains_own else "")
    assert outcome == "sent", reply
    content = programs.wait_for(suzuki, message_id)
    assert header(content, b"X-Fumibako-From") == ""
    assert len(headers(content, b"X-Fumibako-Scan")) == 1


def test_a_reader_who_is_not_there_is_refused_at_once(office: Office, demo: dict[str, Any]) -> None:
    _, outcome, reply = notify(office, f"nobody@{demo['domain']}", demo["domain"])
    assert (outcome, reply[:9]) == ("refused", "550 5.1.1")


def test_a_suspended_reader_is_refused_at_once(office: Office, new_person: Callable[..., Person]) -> None:
    person = new_person()
    office.suspend_account(person)
    office.settled(person.address)
    _, outcome, reply = notify(office, person.address, person.domain)
    assert (outcome, reply[:9]) == ("refused", "550 5.2.1")


def test_after_a_crash_the_same_mail_goes_out_once_more(
    office: Office, box: Box, demo: dict[str, Any], outside: Sink
) -> None:
    """Decision 0045: killed between Postfix's 250 and the row."""
    box.failpoints.mkdir(exist_ok=True)
    box.failpoints.chmod(0o777)  # who dies takes the wish with it
    point = box.failpoints / "notices.before_record"
    point.touch()
    stored = STORE.format(to=ELSEWHERE, domain=demo["domain"]) + "result = stored.message_id"
    message_id = run_as_background(office.config, stored)
    outside.wait_for(message_id)
    until(lambda: not point.exists())
    again = (
        "from django.utils import timezone\n"
        "from fumibako.groundwork.jobs.services import wake\n"
        "from fumibako.groundwork.notices.models import OutgoingNotice\n"
        "result = OutgoingNotice.objects.filter(outcome='waiting').update(due_at=timezone.now())\n"
        "wake()"
    )
    assert run_as_background(office.config, again) == 1
    first, second = outside.wait_for(message_id, 2)
    assert parsed(first.content).get_content() == parsed(second.content).get_content()
    box.failpoints.rmdir()  # nothing that everybody may write to is left to the tests that follow


@pytest.mark.parametrize("user", ["root", "web", "worker", "filterd", "mail"])
def test_nobody_else_sends_through_the_notices_port(office: Office, user: str) -> None:
    """It takes mail without a login: of the background process, and of no other."""
    uid = 0 if user == "root" else getattr(office.config.uids, user)
    code = (
        "import smtplib\n"
        f"postfix = smtplib.SMTP('127.0.0.1', {office.config.ports.notices}, 'x.example', timeout=30)\n"
        "postfix.ehlo(); postfix.mail('noreply@sample.example')\n"
        f"result = postfix.rcpt({ELSEWHERE!r})[0]"
    )
    assert run_as_background(office.config, code, uid=uid) == 554

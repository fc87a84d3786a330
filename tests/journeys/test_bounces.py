"""Bounces from outside, and the addresses that every domain has for its postmaster."""

import secrets
from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person
from tests.journeys.mails import header
from tests.journeys.office import Office
from tests.journeys.sink import Sink, Taken

pytestmark = pytest.mark.box
OUTSIDER = "hanako@out.example"


def test_case_081_a_bounce_to_an_unknown_address_makes_no_bounce(
    programs: MailPrograms, office: Office, demo: dict[str, Any], outside: Sink
) -> None:
    def bounces() -> set[str]:
        return {mail["queue_id"] for mail in office.queue() if mail["sender"] == "MAILER-DAEMON"}

    before = bounces()
    assert programs.rcpt(f"nobody@{demo['domain']}", "") == 550
    assert bounces() <= before
    assert outside.taken == []


@pytest.mark.feature("C3")
@pytest.mark.parametrize("reply", ["250 2.0.0 taken", "550 5.7.1 not this one"], ids=["taken", "refused"])
def test_case_081_a_bounce_to_a_forwarded_account_goes_on_once_and_nobody_answers_it(
    programs: MailPrograms, office: Office, suzuki: Person, outside: Sink, forwards: Callable[..., None], reply: str
) -> None:
    brought: list[Taken] = []

    def answer(mail: Taken) -> str:
        brought.append(mail)
        return reply

    target = f"hanako-{secrets.token_hex(4)}@out.example"
    forwards(suzuki, target)
    outside.answer = answer
    bounce = mails.bounce(suzuki.address)
    programs.deliver(bounce, "", suzuki.address)
    programs.wait_for(suzuki, bounce)
    sender = header(bounce.content, b"From")
    office.drain(60, suzuki.address, target, sender)
    assert [mail.sender for mail in brought if mail.recipients == (target,)] == [""]
    assert [mail for mail in brought if sender in mail.recipients] == []
    assert len(programs.all_in(suzuki)) == 1


@pytest.mark.feature("B1")
def test_postmaster_and_abuse_reach_the_administrator(programs: MailPrograms, demo: dict[str, Any]) -> None:
    administrator = Person(**demo["administrator"])
    for local_part in ("postmaster", "abuse"):
        mail = mails.plain(OUTSIDER, f"{local_part}@{administrator.domain}")
        programs.deliver(mail, OUTSIDER, f"{local_part}@{administrator.domain}")
        programs.wait_for(administrator, mail)

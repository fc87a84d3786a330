"""From the change that is the reason of a mail to Postfix: once, in the end, or told to the operators."""

import email
import email.policy
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from fumibako.groundwork.notices import sending
from fumibako.groundwork.notices.models import OutgoingNotice
from fumibako.groundwork.notices.queries import failed
from fumibako.groundwork.notices.sending import forget_old, send_due
from fumibako.groundwork.notices.services import send
from fumibako.groundwork.notices.tests.postfix import Postfix
from fumibako.groundwork.tenancy.models import Customer, Domain
from fumibako.machine.formats.addresses import BadAddress
from fumibako.machine.notices.login import PasswordReset

pytestmark = [pytest.mark.django_db, pytest.mark.feature("A4")]
HANAKO = "hanako@out.example"
Outcome = OutgoingNotice.Outcome


def store(to: str = HANAKO, **options: Any) -> OutgoingNotice:
    until = timezone.localtime() + timedelta(hours=1)
    send(PasswordReset(address="a@b.example", link="https://box.example/x", until=until), to=to, **options)
    return OutgoingNotice.objects.latest("pk")


def after(delay: timedelta, monkeypatch: pytest.MonkeyPatch) -> None:
    at = timezone.now() + delay
    monkeypatch.setattr(timezone, "now", lambda: at)


def test_a_notice_reaches_postfix_as_it_was_stored(postfix: Postfix) -> None:
    stored = store()
    assert send_due() == 1
    ((sender, recipient, text),) = postfix.taken
    assert (sender, recipient, text.decode()) == (stored.sender, HANAKO, stored.content)
    mail = email.message_from_bytes(text, policy=email.policy.default)
    assert mail["Message-ID"] == stored.message_id
    assert datetime.fromisoformat(mail["Date"].datetime.isoformat()) == stored.created_at.replace(microsecond=0)


def test_what_was_sent_is_not_sent_again_and_its_link_is_forgotten(postfix: Postfix) -> None:
    stored = store()
    send_due()
    assert send_due() == 0
    stored.refresh_from_db()
    assert (stored.outcome, stored.content, stored.tries, len(postfix.taken)) == (Outcome.SENT, "", 1, 1)


def test_a_change_that_is_undone_sends_nothing(postfix: Postfix) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        store()
        raise ZeroDivisionError
    assert send_due() == 0


def test_the_sender_is_the_domains_own_or_the_boxs(settings: Any) -> None:
    domain = Domain.objects.create(customer=Customer.objects.create(number="W000000001", name="x"), name="b.example")
    assert store(domain=domain).sender == "noreply@b.example"
    own = store()
    assert own.sender == f"noreply@{settings.FUMIBAKO.hostname}"
    assert own.message_id.endswith(f"@{settings.FUMIBAKO.hostname}>")


@pytest.mark.parametrize(
    "address", ["", "hanako", "a@b.example\r\nBcc: x@evil.example", "a b@c.example", "a@b.example, c@d.example"]
)
def test_what_is_no_single_address_gets_no_mail(address: str) -> None:
    with pytest.raises(BadAddress):
        store(address)


@pytest.mark.parametrize("reply", ["550 5.1.1 unknown", "552 5.2.2 full", "550 5.2.1 suspended"])
def test_a_recipient_that_is_refused_is_not_tried_again_and_operators_see_why(postfix: Postfix, reply: str) -> None:
    stored = store()
    postfix.replies["RCPT"] = reply
    assert send_due() == 0
    stored.refresh_from_db()
    assert (stored.outcome, stored.reply, stored.content) == (Outcome.REFUSED, reply, "")
    assert list(failed()) == [stored]


@pytest.mark.parametrize(
    ("verb", "reply"),
    [
        ("RCPT", "451 4.3.5 Cannot see who calls"),
        ("RCPT", "554 5.7.1 Not for you"),
        ("RCPT", "452 4.2.2 full for now"),
        ("MAIL", "452 4.3.1 no disk"),
        ("MAIL", "550 5.1.0 sender"),
        (".", "451 4.3.0 queue file"),
        (".", "554 5.3.4 too big"),
        (".", ""),
        ("MAIL", ""),
        ("EHLO", ""),
    ],
)
def test_whatever_else_goes_wrong_is_tried_again(
    postfix: Postfix, monkeypatch: pytest.MonkeyPatch, verb: str, reply: str
) -> None:
    stored = store()
    postfix.replies[verb] = reply
    assert send_due() == 0
    postfix.replies.clear()
    assert send_due() == 0  # not at once
    after(timedelta(seconds=16), monkeypatch)
    assert send_due() == 1
    stored.refresh_from_db()
    assert (stored.outcome, stored.tries) == (Outcome.SENT, 2)


def test_a_farewell_that_fails_undoes_nothing(postfix: Postfix) -> None:
    stored = store()
    postfix.replies["QUIT"] = ""
    assert send_due() == 1
    stored.refresh_from_db()
    assert stored.outcome == Outcome.SENT


def test_while_nobody_answers_only_the_first_is_tried(no_postfix: int) -> None:
    store(), store()
    assert send_due() == 0
    assert list(OutgoingNotice.objects.order_by("pk").values_list("tries", flat=True)) == [1, 0]


def test_one_that_is_refused_stops_no_other(postfix: Postfix) -> None:
    store(), store()
    postfix.replies["RCPT"] = "550 5.1.1 unknown"
    postfix.before_reply = lambda verb: postfix.replies.clear() if verb == "QUIT" else None
    assert send_due() == 1


def test_the_pauses_grow_to_an_hour_and_no_further() -> None:
    pauses = [sending._pause(tries) for tries in (0, 1, 2, 5, 50, 5000)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (timedelta(seconds=15), timedelta(hours=1))


def test_what_is_of_no_use_any_more_is_not_sent_and_operators_see_it(
    postfix: Postfix, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = store()
    after(timedelta(hours=1), monkeypatch)
    assert send_due() == 0
    stored.refresh_from_db()
    assert (stored.outcome, stored.content, postfix.taken) == (Outcome.EXPIRED, "", [])
    assert list(failed()) == [stored]


def test_of_two_that_see_the_same_notice_one_hands_it_over(postfix: Postfix) -> None:
    """The other reads the row before the first has claimed it."""
    store()
    seen = OutgoingNotice.objects.get()
    assert sending._send(OutgoingNotice.objects.get()) is True
    assert sending._send(seen) is False
    assert len(postfix.taken) == 1


def test_while_one_hands_it_over_another_leaves_it_alone(postfix: Postfix) -> None:
    store()
    others: list[int] = []
    seen = OutgoingNotice.objects.get()

    def meanwhile(verb: str) -> None:
        if verb == "MAIL":
            others.append(len(postfix.taken))

    postfix.before_reply = meanwhile
    assert sending._claim(seen, timezone.now() + sending.LEASE)
    assert send_due() == 0
    assert others == []


def test_after_a_crash_in_the_middle_the_same_mail_is_handed_over_once_more(
    postfix: Postfix, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Decision 0045: the same bytes with the same Message-ID, and not before the lease is over."""
    store()

    class PowerCut(BaseException):
        pass

    def cut(point: str) -> None:
        raise PowerCut

    with monkeypatch.context() as patch, pytest.raises(PowerCut):
        patch.setattr(sending.failpoints, "reach", cut)
        send_due()
    assert send_due() == 0
    after(sending.LEASE, monkeypatch)
    assert send_due() == 1
    first, second = postfix.taken
    assert first == second


def test_rows_of_long_ago_are_deleted_and_those_that_wait_are_not(
    postfix: Postfix, monkeypatch: pytest.MonkeyPatch
) -> None:
    store()
    send_due()
    waiting = store()
    after(sending.KEPT + timedelta(seconds=1), monkeypatch)
    assert forget_old() == 1
    assert list(OutgoingNotice.objects.all()) == [waiting]

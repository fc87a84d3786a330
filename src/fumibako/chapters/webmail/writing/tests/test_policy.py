"""What the administrator's policy does to mail that is sent: held, copied, hidden from each other (B13)."""

import re
from typing import Any

import pytest
from django.test import Client

from fumibako.chapters.webmail.guard.models import SendingPolicy
from fumibako.chapters.webmail.guard.services import end_approval, require_approval, set_sending_policy
from fumibako.chapters.webmail.guard.snapshot import guard_of
from fumibako.chapters.webmail.writing import outbox
from fumibako.chapters.webmail.writing.models import Submission
from fumibako.chapters.webmail.writing.tests.conftest import Clock
from fumibako.chapters.webmail.writing.tests.test_outbox import MINUTE, post
from fumibako.chapters.webmail.writing.tests.test_pages import COLLEAGUE, OUTSIDER, Mailbox
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.publish.models import Publication
from fumibako.machine.state import Aspect, SendingGuard
from tests.contracts.declared import PERSON
from tests.contracts.people import Office

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B13")]


def policy(ours: Office, **given: Any) -> None:
    values: dict[str, Any] = {"is_confirmed": False, "hold_minutes": 0, "copy_to": "", "most_domains": 0}
    values["is_webmail_only"] = False
    set_sending_policy(actor=SYSTEM, customer=ours.made.customer, **values | given)


def test_the_administrators_hold_is_for_outside_and_cannot_be_skipped(
    client: Client, ours: Office, mailbox: Mailbox, sent: list[Any], clock: Clock
) -> None:
    policy(ours, hold_minutes=5)
    post(client, to=OUTSIDER)
    client.post("/mail/outbox/", {"mail": Submission.objects.get().pk, "action": "now"})
    clock.now += 4 * MINUTE
    assert outbox.send_due() == 0
    clock.now += MINUTE
    assert outbox.send_due() == 1


def test_a_copy_goes_to_whom_the_administrator_names_unseen(
    client: Client, ours: Office, mailbox: Mailbox, sent: list[Any], clock: Clock
) -> None:
    chief = ours.made.administrator.mailbox.address
    policy(ours, copy_to=chief)
    post(client, to=OUTSIDER)
    post(client, to=ours.user.mailbox.address)
    clock.now += MINUTE
    outbox.send_due()
    assert [recipients for _, recipients, *_ in sent] == [[OUTSIDER, chief], [ours.user.mailbox.address]]
    assert chief.encode() not in sent[0][2]


def test_many_companies_do_not_see_each_other(
    client: Client, ours: Office, mailbox: Mailbox, sent: list[Any], clock: Clock
) -> None:
    policy(ours, most_domains=3)
    to = ["a@c1.example", "b@c2.example", f"c@c3.example, {COLLEAGUE}"]
    post(client, to=", ".join(to))
    clock.now += MINUTE
    outbox.send_due()
    _, recipients, octets, _ = sent[0]
    assert {"a@c1.example", "b@c2.example", "c@c3.example", COLLEAGUE} <= {*recipients}
    assert not re.search(rb"c[123]\.example", octets)


def test_mail_programs_are_told_of_all_of_it(ours: Office) -> None:
    administrator, writer = ours.made.administrator.mailbox, ours.user.mailbox.address
    policy(ours, copy_to=administrator.address, most_domains=3, is_webmail_only=True)
    people = {"accounts": writer, "superior": administrator.address, "deputy": ""}
    require_approval(actor=PERSON, customer=ours.made.customer, **people)
    asked = Publication.objects.get(aspect=Aspect.DOMAIN, key="ours.example").wanted
    assert guard_of("ours.example") == SendingGuard(
        customer=ours.made.customer.number,
        is_webmail_only=True,
        approved=(writer,),
        deciding=((writer, administrator.address),),
        copy_to=administrator.address,
        most_domains=3,
    )
    end_approval(actor=PERSON, customer=ours.made.customer, account=writer)
    assert guard_of("ours.example").approved == ()  # type: ignore[union-attr]  # the domain is there
    assert Publication.objects.get(aspect=Aspect.DOMAIN, key="ours.example").wanted > asked >= 2


def test_a_copy_address_that_is_no_more_stops_nobody(
    client: Client, ours: Office, mailbox: Mailbox, sent: list[Any], clock: Clock
) -> None:
    policy(ours, copy_to=ours.made.administrator.mailbox.address)
    SendingPolicy.objects.update(copy_to="gone@ours.example")
    post(client, to=OUTSIDER)
    clock.now += MINUTE
    outbox.send_due()
    assert [recipients for _, recipients, *_ in sent] == [[OUTSIDER]]

"""Who has answered a mail of a shared mailbox, by what the mail service saw."""

from datetime import timedelta

import pytest
from django.utils import timezone

from fumibako.chapters.mail.delivery_log.models import Mail
from fumibako.chapters.mail.delivery_log.recording import record
from fumibako.chapters.mail.shared.services import add_shared_mailbox
from fumibako.chapters.webmail.reading.answers import answers_in
from fumibako.machine.formats.filter_facts import FilterFacts
from fumibako.machine.formats.mail_log import Came, Checked
from fumibako.machine.state.mail.shared import Right
from tests.contracts.declared import PERSON
from tests.contracts.people import Office, make

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B16")]
INFO, SUZUKI = "info@ours.example", "suzuki@ours.example"


@pytest.fixture
def ours() -> Office:
    office = make("株式会社わたし", "ours.example")
    members = {Right.READ: ["administrator"], Right.ANSWER: ["suzuki"]}
    add_shared_mailbox(actor=PERSON, domain=office.made.domain, local_part="info", display_name="", members=members)
    return office


def answered(account: str, message_id: str, queue_id: str, door: str = "submission") -> None:
    at = timezone.now() - timedelta(seconds=int(queue_id[-1]))
    record(at, Came(queue_id, door, "pc.example", account))
    record(at, Checked(queue_id, FilterFacts(to=("hanako@out.example",), outcome="clean", answers=message_id)))


def names(office: Office, shared: str = INFO, message_id: str = "<a@out.example>") -> list[str]:
    return [each.by for each in answers_in(office.user.mailbox, shared, message_id)]


def test_members_see_who_has_answered_each_once_and_nobody_elses(ours: Office) -> None:
    answered(SUZUKI, "a@out.example", "4jbpkM40Y7zJ9J1")
    answered(SUZUKI, "a@out.example", "4jbpkM40Y7zJ9J2")
    answered("administrator@ours.example", "a@out.example", "4jbpkM40Y7zJ9J3")
    answered("sato@theirs.example", "a@out.example", "4jbpkM40Y7zJ9J4")
    answered(SUZUKI, "b@out.example", "4jbpkM40Y7zJ9J5")
    answered("administrator@ours.example", "c@out.example", "4jbpkM40Y7zJ9J6", door="smtp")
    assert names(ours) == ["administrator@ours.example", SUZUKI]
    assert names(ours, message_id="b@out.example") == [SUZUKI]
    assert names(ours, message_id="<c@out.example>") == names(ours, message_id="") == []


def test_nobody_else_sees_it(ours: Office) -> None:
    answered(SUZUKI, "a@out.example", "4jbpkM40Y7zJ9J1")
    theirs = make("株式会社あちら", "theirs.example")
    assert names(theirs) == []
    assert names(ours, shared=SUZUKI) == []
    assert Mail.objects.get().answers == "a@out.example"

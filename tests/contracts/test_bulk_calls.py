"""Calls about several things at once, of which one is another customer's: refused as a whole, and theirs untouched."""

from collections.abc import Callable
from typing import Any

import pytest

from fumibako.chapters.mail.own_filter.services import add_own_rule
from fumibako.chapters.mail.spam_engine import queries as spam_engine
from fumibako.chapters.mail.spam_engine import services as spam_engine_services
from fumibako.chapters.mail.spam_engine.tests.contract import offer, ordered
from fumibako.chapters.webmail.contacts import services as contacts
from fumibako.chapters.webmail.contacts.models import Contact
from fumibako.machine.formats.vcard import Card
from tests.contracts.declared import PERSON
from tests.contracts.people import Office, member

pytestmark = [pytest.mark.django_db, pytest.mark.feature("A2")]


def test_case_043_contacts_are_deleted_all_or_none(ours: Office, theirs: Office) -> None:
    own, other = (
        contacts.add_contact(mailbox=office.user.mailbox, card=Card(name="花子")).pk for office in (ours, theirs)
    )
    client = member(ours.user)
    client.post("/mail/contacts/delete/", {"contact": [own, other]})
    assert set(Contact.objects.values_list("pk", flat=True)) == {own, other}
    client.post("/mail/contacts/delete/", {"contact": [own]})
    assert set(Contact.objects.values_list("pk", flat=True)) == {other}


def test_case_043_accounts_are_chosen_for_the_second_engine_all_or_none(ours: Office, theirs: Office) -> None:
    offer()
    ordered(ours, 5)
    other = theirs.user.mailbox.address
    choice = {"accounts": [ours.user.mailbox.address, other]}
    answer = member(ours.made.administrator).post("/admin/spam/engine/", choice)
    assert answer.status_code == 422 and not spam_engine.chosen_of(ours.made.domain)
    # The service behind the form, too, reaches no other domain.
    spam_engine_services.choose_accounts(actor=PERSON, domain=ours.made.domain, addresses=[other])
    assert not spam_engine.chosen_of(theirs.made.domain)


def test_case_043_members_are_let_into_a_shared_mailbox_all_or_none(
    program: Callable[..., Any], ours: Office, theirs: Office
) -> None:
    place = f"accounts/{ours.made.administrator.mailbox.address}/sharing"
    answer = program("PUT", place, {"read": [ours.user.mailbox.address, theirs.user.mailbox.address]})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "no_such_member")
    assert program("GET", place).json()["read"] == []


def test_case_043_rules_are_put_in_order_all_or_none(ours: Office, theirs: Office) -> None:
    def rule(office: Office, text: str) -> None:
        given = {"part": "subject", "match": "contains", "text": text, "action": "spam_box"}
        add_own_rule(actor=PERSON, mailbox=office.user.mailbox, **given)

    def order(office: Office) -> list[int]:
        return list(office.user.mailbox.own_rules.values_list("pk", flat=True))

    for office, text in ((ours, "a"), (ours, "b"), (theirs, "a"), (theirs, "b")):
        rule(office, text)
    (first, second), there = order(ours), order(theirs)
    asked = {"seen": f"{first},{second}", "order": f"{second},{there[1]},{first}"}
    member(ours.user).post("/user/spam-filter/", asked)
    assert (order(ours), order(theirs)) == ([first, second], there)

"""Who receives what is sent to names that nobody has, and when nobody does any more (B13)."""

import pytest

from fumibako.chapters.mail.accounts.services import delete_account
from fumibako.chapters.mail.catch_all.errors import NotYourAccount
from fumibako.chapters.mail.catch_all.models import CatchAll
from fumibako.chapters.mail.catch_all.services import set_catch_all
from fumibako.chapters.mail.catch_all.snapshot import catch_all_of
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.publish.models import Publication
from fumibako.machine import state
from tests.contracts.people import Office, make

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B13")]


@pytest.fixture
def ours() -> Office:
    office = make("株式会社わたし", "ours.example")
    set_catch_all(actor=SYSTEM, domain=office.made.domain, address=office.user.mailbox.address)
    return office


def test_the_rest_goes_to_whom_the_administrator_named(ours: Office) -> None:
    assert catch_all_of("ours.example") == state.CatchAll(target="suzuki@ours.example")
    set_catch_all(actor=SYSTEM, domain=ours.made.domain, address="")
    assert catch_all_of("ours.example") is None


def test_another_customers_account_is_refused(ours: Office) -> None:
    theirs = make("株式会社よそ", "theirs.example")
    with pytest.raises(NotYourAccount):
        set_catch_all(actor=SYSTEM, domain=ours.made.domain, address=theirs.user.mailbox.address)
    assert CatchAll.objects.get().mailbox == ours.user.mailbox


def test_with_its_account_the_catch_all_goes_at_once(ours: Office) -> None:
    Publication.objects.all().delete()
    delete_account(actor=SYSTEM, mailbox=ours.user.mailbox)
    assert catch_all_of("ours.example") is None
    assert Publication.objects.filter(aspect="domain", key="ours.example", outcome="pending").exists()

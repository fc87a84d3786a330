"""What the demo consists of, as far as the database goes."""

from datetime import UTC, datetime

import pytest
from django.conf import settings

from fumibako.chapters.cabinet.tests.contract import in_a_directory
from fumibako.chapters.console.catalogue.services import add_option
from fumibako.chapters.console.customers.services import add_customer
from fumibako.chapters.contract.options.models import Order, State
from fumibako.chapters.demo.filling.catalogue import CATALOGUE
from fumibako.chapters.demo.filling.companies import COMPANIES, SAMPLE
from fumibako.chapters.demo.filling.made import Made
from fumibako.chapters.demo.filling.patience import NotThere, patiently
from fumibako.chapters.demo.filling.steps import steps
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.services import add_account
from fumibako.chapters.member.inquiry.models import Inquiry
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.tenancy.models import Customer

pytestmark = [pytest.mark.django_db, pytest.mark.feature("E6")]
LOGINS = {
    "others": [{"domain": c.domain, "administrator": {"password": "Kaban-to-kasa-77"}} for c in COMPANIES[1:]],
    "web": {"ftp": {"password": "Kaban-to-kasa-77"}},
}


@pytest.fixture
def made() -> Made:
    """The demo as `up` leaves it to the job."""
    domain = add_customer(actor=SYSTEM, name=COMPANIES[0].name, domain=SAMPLE).domain
    for local_part in ("suzuki", "sato"):
        add_account(actor=SYSTEM, domain=domain, local_part=local_part)
    for entry in CATALOGUE:
        add_option(actor=SYSTEM, **entry)
    return Made(settings.FUMIBAKO, LOGINS, datetime.now(UTC), lambda what: None)


def test_it_has_six_customers_forty_accounts_and_something_in_every_state(made: Made) -> None:
    with in_a_directory():
        for step in steps():
            if step.is_rows:
                step.act(made)
    assert Customer.objects.count() == 6
    assert Mailbox.objects.count() == 40
    assert {order.state for order in Order.objects.all()} == {State.REQUESTED, State.ACTIVE, State.REFUSED}
    assert {inquiry.status for inquiry in Inquiry.objects.all()} == {*Inquiry.Status}
    assert Customer.objects.filter(is_suspended=True).count() == 1
    assert Mailbox.objects.filter(login__is_suspended=True).count() == 1


def test_what_is_there_already_is_not_made_again(made: Made) -> None:
    people = [step for step in steps() if step.is_rows and (step.name == "midori.example" or "@" in step.name)]
    for step in (*people, *people):
        if "midori" in step.name:
            step.act(made)
    assert Mailbox.objects.filter(address__endswith="@midori.example").count() == 6


def test_a_daemon_that_never_answers_is_given_up_and_the_waiting_can_be_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail() -> None:
        raise OSError("nobody there")

    asked: list[str] = []
    monkeypatch.setattr("fumibako.chapters.demo.filling.patience.WAIT_SECONDS", 0.05)
    with pytest.raises(NotThere, match="nobody there"):
        patiently(fail, faults=(OSError,), breathe=asked.append, what="imap", every=0.01)
    assert set(asked) == {"imap"}

"""The mails at the lines of the web disk (D1)."""

import random

import pytest

from fumibako.chapters.console.customers.services import NewCustomer, add_customer, suspend_customer
from fumibako.chapters.console.domains.services import add_domain
from fumibako.chapters.contract.owners.models import Owner
from fumibako.chapters.hosting.sites import web_disk
from fumibako.chapters.hosting.sites.models import WebDisk
from fumibako.chapters.hosting.sites.web_disk import line_of, watch, watch_all
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.notices.models import OutgoingNotice
from fumibako.groundwork.tenancy.models import Customer

pytestmark = [pytest.mark.django_db, pytest.mark.feature("D1")]
LIMIT = 1000


@pytest.fixture
def office() -> NewCustomer:
    made = add_customer(actor=SYSTEM, name="わたし", domain="ours.example")
    Owner.objects.filter(login__customer=made.customer).update(contact="boss@out.example")
    return made


def told() -> list[tuple[str, str]]:
    found = list(OutgoingNotice.objects.order_by("pk").values_list("key", "recipient"))
    OutgoingNotice.objects.all().delete()
    return found


def seen(customer: Customer, used: int) -> list[tuple[str, str]]:
    watch(customer, used=used, limit=LIMIT)
    return told()


def test_each_line_is_told_once_for_each_passing_to_administrators_and_owner(office: NewCustomer) -> None:
    add_domain(actor=SYSTEM, customer=office.customer, domain="further.example")
    add_domain(actor=SYSTEM, customer=office.customer, domain="alias.example", alias_of=office.domain)
    told()
    readers = ("administrator@ours.example", "administrator@further.example", "boss@out.example")
    filling = [("web_disk_filling", reader) for reader in readers]
    full = [("web_disk_full", reader) for reader in readers]
    steps = [(799, []), (800, filling), (850, []), (900, filling), (899, []), (999, filling), (1000, full), (5000, [])]
    assert [seen(office.customer, used) for used, _ in steps] == [mails for _, mails in steps]
    assert seen(office.customer, 10) == [] and seen(office.customer, 2000) == full


def test_a_thousand_steps_of_use_tell_of_nothing_but_of_lines_that_were_passed(office: NewCustomer) -> None:
    before, chance = 0, random.Random(7)
    told()
    for _ in range(1000):
        used = chance.choice((0, 700, 799, 800, 899, 900, 999, 1000, 1100))
        assert bool(seen(office.customer, used)) is (line_of(used, LIMIT) > before)
        before = line_of(used, LIMIT)


def test_who_is_suspended_or_not_counted_is_told_nothing(office: NewCustomer, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    told()
    monkeypatch.setattr(web_disk, "web_bytes", lambda customer: None)
    assert watch_all(asked.append) == 0 and asked == ["わたし"] and not WebDisk.objects.exists()
    monkeypatch.setattr(web_disk, "web_bytes", lambda customer: 1 << 60)
    suspend_customer(actor=SYSTEM, customer=office.customer)
    assert watch_all(asked.append) == 0 and told() == []


def test_the_mail_names_what_is_used_and_the_page(office: NewCustomer, monkeypatch: pytest.MonkeyPatch) -> None:
    told()
    limit = office.customer.contract.web_disk_bytes
    monkeypatch.setattr(web_disk, "web_bytes", lambda customer: limit * 95 // 100)
    assert watch_all(lambda words: None) == 1
    ours, owners = OutgoingNotice.objects.order_by("pk")
    assert ours.sender == "noreply@ours.example" and owners.sender != ours.sender
    assert watch_all(lambda words: None) == 0

"""A site comes and goes with its domain (D1): row, publication, wanted state."""

import pytest

from fumibako.chapters.console.customers.services import NewCustomer, add_customer, resume_customer, suspend_customer
from fumibako.chapters.console.domains.services import add_domain, remove_domain
from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.hosting.sites.snapshot import site_of
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.publish.models import Publication
from fumibako.groundwork.publish.queries import is_settled
from fumibako.groundwork.publish.services import settle
from fumibako.machine.state import Aspect

pytestmark = [pytest.mark.django_db, pytest.mark.feature("D1")]


@pytest.fixture
def office() -> NewCustomer:
    return add_customer(actor=SYSTEM, name="わたし", domain="ours.example")


def all_live() -> None:
    settle(Publication.objects.all())


def test_a_new_customer_has_a_site_of_its_own(office: NewCustomer) -> None:
    other = add_customer(actor=SYSTEM, name="ほか", domain="other.example")
    ours, theirs = site_of("ours.example"), site_of("other.example")
    assert ours and theirs
    assert ours.number != theirs.number and ours.token != theirs.token
    assert not ours.is_suspended
    assert not is_settled(Aspect.SITE, other.domain.name)


def test_an_alias_domain_has_none(office: NewCustomer) -> None:
    add_domain(actor=SYSTEM, customer=office.customer, domain="alias.example", alias_of=office.domain)
    assert site_of("alias.example") is None


def test_a_further_domain_has_one_until_it_goes(office: NewCustomer) -> None:
    further = add_domain(actor=SYSTEM, customer=office.customer, domain="further.example")
    assert site_of("further.example") is not None
    number = Site.objects.get(domain=further).pk
    all_live()
    remove_domain(actor=SYSTEM, domain=further)
    assert site_of("further.example") is None
    assert not is_settled(Aspect.SITE, "further.example")
    again = add_domain(actor=SYSTEM, customer=office.customer, domain="further.example")
    assert again.site.pk > number  # its user id leads to nobody's files


def test_case_049_a_suspended_customers_site_is_published_as_such(office: NewCustomer) -> None:
    all_live()
    suspend_customer(actor=SYSTEM, customer=office.customer)
    wanted = site_of("ours.example")
    assert wanted and wanted.is_suspended
    assert not is_settled(Aspect.SITE, "ours.example")
    resume_customer(actor=SYSTEM, customer=office.customer)
    wanted = site_of("ours.example")
    assert wanted and not wanted.is_suspended

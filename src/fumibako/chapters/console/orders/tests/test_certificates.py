"""A certificate that was ordered as an option: its request is seen by the operator, who installs what is issued."""

from dataclasses import replace

import pytest

from fumibako.chapters.console.catalogue.services import add_option
from fumibako.chapters.contract.options.models import Order
from fumibako.chapters.contract.options.services import approve_order, place_order
from fumibako.chapters.contract.options.tests.contract import WANTED
from fumibako.chapters.hosting.certificates import services
from fumibako.chapters.hosting.certificates.models import HostCertificate
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.audit.models import Entry
from fumibako.machine.daemons.sites.control import Sites
from fumibako.machine.formats import certificates
from fumibako.machine.formats.certificates import KeyKind
from tests.authority import root
from tests.contracts.conftest import empty_cache, ours, theirs
from tests.contracts.people import Office, operator

__all__ = ["empty_cache", "ours", "theirs"]
pytestmark = [pytest.mark.django_db, pytest.mark.feature("E4", "D11")]
ROOT = root()


@pytest.fixture
def order(ours: Office) -> Order:
    wanted = replace(WANTED, name_ja="SSL証明書", name_en="SSL certificate")
    option = add_option(actor=SYSTEM, code="ssl", wanted=wanted, plans=["standard"], effect="certificate", amount=1)
    return place_order(actor=SYSTEM, customer=ours.made.customer, option=option, packs=1)


def test_an_ordered_certificate_is_installed_by_the_operator_when_it_is_issued(
    ours: Office, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys: dict[str, str] = {}
    monkeypatch.setattr(Sites, "keep_key", lambda self, domain, name, pem: keys.update({name: pem}))
    site, host, desk = ours.made.domain.site, ours.made.domain.name, operator()
    where = f"/console/orders/{order.number}/certificates/{host}/"
    assert desk.get(where).headers["Location"] == f"/console/orders/{order.number}/"  # not approved yet
    approve_order(actor=SYSTEM, order=order)
    made = services.make_signing_request(site=site, host=host, kind=KeyKind.EC, subject={})
    services.request_certificate(actor=SYSTEM, site=site, host=host, made=made)
    assert where in desk.get(f"/console/orders/{order.number}/").content.decode()
    assert made.text.splitlines()[1] in desk.get(where).content.decode()

    wrong = ROOT.issue(host)  # for another key
    assert desk.post(where, {"certificate": wrong.pem, "chain": ROOT.pem}).status_code == 422
    issued = ROOT.issue(host, f"www.{host}", request=made.text).pem
    answer = desk.post(where, {"certificate": issued, "chain": ROOT.pem})
    assert answer.status_code == 302, answer.content.decode()
    row = HostCertificate.objects.get(host=host)
    assert row.key == made.key and certificates.read_certificate(row.pem).covers(host)
    entry = Entry.objects.get(action="certificate.install")
    assert (entry.actor, entry.customer_number) == ("desk", ours.made.customer.number)


def test_nobody_elses_website_gets_one_by_the_order(ours: Office, theirs: Office, order: Order) -> None:
    approve_order(actor=SYSTEM, order=order)
    answer = operator().get(f"/console/orders/{order.number}/certificates/{theirs.made.domain.name}/")
    assert answer.headers["Location"] == f"/console/orders/{order.number}/"

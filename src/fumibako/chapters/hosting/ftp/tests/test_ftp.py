"""FTP's rules (D5), and what a change leaves behind."""

import pytest

from fumibako.chapters.console.customers.services import add_customer
from fumibako.chapters.console.domains.services import add_domain
from fumibako.chapters.contract.plans.queries import contract_of
from fumibako.chapters.hosting.databases.models import Database
from fumibako.chapters.hosting.ftp.limits import STEP_BYTES, renew
from fumibako.chapters.hosting.ftp.models import FtpAccess
from fumibako.chapters.hosting.ftp.services import set_ftp_networks, set_ftp_password
from fumibako.chapters.hosting.ftp.snapshot import access_of
from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.identity.logins.errors import BadPassword
from fumibako.groundwork import networks
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.networks import MAX_NETWORKS, check_network
from fumibako.groundwork.rules import Refused
from fumibako.machine.daemons.mariadb.control import Mariadbs
from fumibako.machine.daemons.sites.control import Sites
from fumibako.machine.provision.client import AgentDown

pytestmark = [pytest.mark.django_db, pytest.mark.feature("D5")]
PASSWORD = "Kaban-to-kasa-77"


@pytest.fixture
def site() -> Site:
    return add_customer(actor=SYSTEM, name="わたし", domain="ours.example").domain.site


def test_a_site_without_a_password_lets_nobody_in(site: Site) -> None:
    FtpAccess.objects.all().delete()
    set_ftp_networks(actor=SYSTEM, site=site, networks=["203.0.113.5"])
    assert access_of("ours.example") is None


def test_the_password_is_kept_as_a_hash_and_the_networks_stay(site: Site) -> None:
    set_ftp_networks(actor=SYSTEM, site=site, networks=["203.0.113.5", "203.0.113.5/32", "2001:DB8::/32"])
    set_ftp_password(actor=SYSTEM, site=site, password=PASSWORD)
    wanted = access_of("ours.example")
    assert wanted and wanted.networks == ("203.0.113.5", "2001:db8::/32")
    assert wanted.password_hash.startswith("$6$")
    assert PASSWORD not in str(list(Entry.objects.values()))


@pytest.mark.parametrize("password", ["short", "ours2026"])
def test_a_weak_password_is_refused(site: Site, password: str) -> None:
    before = access_of("ours.example")
    with pytest.raises(BadPassword):
        set_ftp_password(actor=SYSTEM, site=site, password=password)
    assert access_of("ours.example") == before


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("0.0.0.0/0\nAllowAll", networks.BadNetwork),
        ("::/0", networks.WholeInternet),
        ("0.0.0.0/0", networks.WholeInternet),
        ("1.2.3.4/33", networks.BadNetwork),
        ("1.2.3.4, 5.6.7.8", networks.BadNetwork),
        ("ALL", networks.BadNetwork),
        ("example.jp", networks.BadNetwork),
        ("fe80::1%eth0", networks.BadNetwork),
        ("203.0.113.5/24", networks.HostBits),
    ],
)
def test_case_023_what_is_no_single_network_is_refused(text: str, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        check_network(text)


def test_too_many_networks_are_refused(site: Site) -> None:
    with pytest.raises(networks.TooManyNetworks):
        set_ftp_networks(actor=SYSTEM, site=site, networks=[f"10.0.0.{n}" for n in range(MAX_NETWORKS + 1)])


def test_the_contracts_other_sites_and_databases_leave_less_for_ftp(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = site.domain.customer
    second = add_domain(actor=SYSTEM, customer=customer, domain="second.example").site
    set_ftp_password(actor=SYSTEM, site=second, password=PASSWORD)
    Database.objects.create(site=site, domain="ours.example", name="web1_shop", password_hash="*")
    disk, used = contract_of(customer).web_disk_bytes, {"ours.example": 3 << 30, "second.example": 2 << 30}
    monkeypatch.setattr(Sites, "used_bytes", lambda self, domain: used[domain])
    monkeypatch.setattr(Mariadbs, "bytes_of", lambda self, domain: {"web1_shop": 1 << 30})

    def most(domain: str) -> int:
        wanted = access_of(domain)
        assert wanted
        return wanted.most_bytes

    assert (renew(customer), renew(customer)) == (2, 0)
    assert (most("ours.example"), most("second.example")) == (disk - (3 << 30), disk - (3 << 30))
    used["second.example"] += STEP_BYTES - 1
    assert renew(customer) == 0
    used["second.example"] = disk * 2
    assert renew(customer) == 1 and most("ours.example") == 1
    used["second.example"] = 0

    def away(self: Sites, domain: str) -> int:
        raise AgentDown

    monkeypatch.setattr(Sites, "used_bytes", away)
    assert renew(customer) == 0 and most("ours.example") == 1

"""FTP's rules (D5), and what a change leaves behind."""

import pytest

from fumibako.chapters.console.customers.services import add_customer
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

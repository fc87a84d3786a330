"""Subdomains (D10): what they can be called, and what they leave behind."""

from dataclasses import replace

import pytest
from django.conf import settings
from django.test import Client

from fumibako.chapters.console.customers.errors import DomainTaken
from fumibako.chapters.console.customers.services import add_customer
from fumibako.chapters.console.domains.services import add_domain
from fumibako.chapters.hosting.certificates.models import HostCertificate
from fumibako.chapters.hosting.dns.queries import current
from fumibako.chapters.hosting.dns.services import add_record
from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.hosting.sites.queries import hosts_of
from fumibako.chapters.hosting.subdomains import errors, queries
from fumibako.chapters.hosting.subdomains.models import Subdomain
from fumibako.chapters.hosting.subdomains.queries import led_away
from fumibako.chapters.hosting.subdomains.rules import MAX_SUBDOMAINS
from fumibako.chapters.hosting.subdomains.services import add_subdomain, change_subdomain, delete_subdomain
from fumibako.chapters.hosting.subdomains.snapshot import subdomains_of
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.publish.models import Publication
from fumibako.groundwork.publish.queries import is_settled
from fumibako.groundwork.publish.services import settle
from fumibako.machine.daemons.apache.access import below
from fumibako.machine.state import Access, Aspect, PhpSettings, ProtectedFolder
from fumibako.machine.state import Subdomain as WantedSubdomain
from tests.contracts import people

pytestmark = [pytest.mark.django_db, pytest.mark.feature("D10")]
PAGE = "/admin/web/subdomains/"


@pytest.fixture
def site() -> Site:
    return add_customer(actor=SYSTEM, name="わたし", domain="ours.example").domain.site


@pytest.fixture
def client() -> Client:
    return people.member(people.make("わたし", "ours.example").made.administrator)


def records(site: Site, name: str) -> list[tuple[str, str]]:
    return [(each.type, each.value) for each in current(site.domain).published() if each.name == name]


def test_a_subdomain_is_wanted_with_its_folder_php_and_record_until_it_is_deleted(site: Site) -> None:
    settle(Publication.objects.all())
    shop = add_subdomain(actor=SYSTEM, site=site, label=" Shop ", folder="/shop/")
    assert not is_settled(Aspect.SITE, "ours.example") and not is_settled(Aspect.ZONE, "ours.example")
    assert records(site, "shop") == [("A", "127.0.0.1")]
    change_subdomain(actor=SYSTEM, subdomain=shop, folder="/store", php=PhpSettings(memory_mb=256))
    wanted = subdomains_of("ours.example")
    assert wanted
    (only,) = wanted.hosts
    assert (only.host, only.folder, only.php.memory_mb) == ("shop.ours.example", "/store", 256)
    assert hosts_of(site) == ("ours.example", "shop.ours.example")
    HostCertificate.objects.create(site=site, host="shop.ours.example")
    delete_subdomain(actor=SYSTEM, subdomain=shop)
    assert subdomains_of("ours.example") is None
    assert records(site, "shop") == [] and not HostCertificate.objects.exists()


def test_a_name_that_has_records_keeps_them(site: Site) -> None:
    add_record(actor=SYSTEM, domain=site.domain, name="shop", kind="CNAME", value="shop.example.net.", ttl=3600)
    shop = add_subdomain(actor=SYSTEM, site=site, label="shop", folder="/shop")
    add_subdomain(actor=SYSTEM, site=site, label="blog", folder="/blog")
    assert records(site, "shop") == [("CNAME", "shop.example.net.")] and led_away(site.domain) == {"shop"}
    delete_subdomain(actor=SYSTEM, subdomain=shop)
    assert records(site, "shop") == [("CNAME", "shop.example.net.")]


@pytest.mark.parametrize(
    "label",
    ["", "-a", "a-", "a.b.c", ".a", "a.", "a..b", "a_b", "a b", "店", "xn--8wv", "a" * 64, "a\nb", "*", "@", "a;"],
)
def test_case_004_what_is_no_name_is_refused(site: Site, label: str) -> None:
    with pytest.raises(errors.BadLabel):
        add_subdomain(actor=SYSTEM, site=site, label=label, folder="/a")


def test_the_name_of_the_machine_and_of_name_servers_is_no_subdomain(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = settings.FUMIBAKO.settings
    box = replace(there.box, hostname="box.ours.example")
    dns = replace(there.dns, name_servers="dns9.Ours.example. dns.example.net")
    config = replace(settings.FUMIBAKO, settings=replace(there, box=box, dns=dns))
    monkeypatch.setattr(settings, "FUMIBAKO", config)
    for label in ("box", "dns9"):
        with pytest.raises(errors.HostTaken):
            add_subdomain(actor=SYSTEM, site=site, label=label, folder="/a")


@pytest.mark.parametrize(
    "label", ["www", "Mail", "a.www", "autoconfig.shop", "x.mail", "autoconfig", "autodiscover", "ns1", "mta-sts"]
)
def test_names_that_the_service_needs_are_refused(site: Site, label: str) -> None:
    with pytest.raises(errors.ReservedLabel):
        add_subdomain(actor=SYSTEM, site=site, label=label, folder="/a")


@pytest.mark.parametrize("folder", ["", "/", "shop", "/../other.example", "/.git", "/a b", '/a"', "/a\n", "/${SITES}"])
def test_what_is_no_folder_of_the_site_is_refused(site: Site, folder: str) -> None:
    with pytest.raises(errors.BadSubdomainFolder):
        add_subdomain(actor=SYSTEM, site=site, label="shop", folder=folder)
    if folder != "/":
        with pytest.raises(ValueError, match="not a subdomain"):
            WantedSubdomain(host="shop.ours.example", folder=folder, number=1, token="0" * 32)


def test_case_014_a_name_that_is_anothers_domain_is_refused_both_ways(site: Site) -> None:
    other = add_customer(actor=SYSTEM, name="ほか", domain="victim.ours.example")
    with pytest.raises(errors.HostTaken):
        add_subdomain(actor=SYSTEM, site=site, label="victim", folder="/a")
    add_subdomain(actor=SYSTEM, site=site, label="shop", folder="/shop")
    with pytest.raises(DomainTaken):
        add_domain(actor=SYSTEM, customer=other.customer, domain="shop.ours.example")
    with pytest.raises(errors.HostTaken):
        add_subdomain(actor=SYSTEM, site=site, label="shop", folder="/other")
    with pytest.raises(errors.BadLabel):
        add_subdomain(actor=SYSTEM, site=site, label="shop.victim.example", folder="/a")
    with pytest.raises(errors.HostTaken):
        add_subdomain(actor=SYSTEM, site=site, label="shop.victim", folder="/a")
    add_subdomain(actor=SYSTEM, site=site, label="www.blog", folder="/blog")
    with pytest.raises(DomainTaken):
        add_domain(actor=SYSTEM, customer=other.customer, domain="blog.ours.example")


def test_a_subdomain_has_error_pages_of_its_own(client: Client) -> None:
    client.post(f"{PAGE}add/", {"label": "new.shop", "folder": "/shop"})
    here = f"{PAGE}new.shop/error-pages/"
    assert client.post(here, {"page_404": "http://elsewhere.example/"}).status_code == 422
    page = client.post(here, {"page_404": "/gone.html", "others": "410 /gone.html"}, follow=True).content.decode()
    assert "http://new.shop.ours.example" in page and "/gone.html" in page
    wanted = subdomains_of("ours.example")
    assert wanted and wanted.hosts[0].host == "new.shop.ours.example"
    assert wanted.hosts[0].errors.pages == ((404, "/gone.html"), (410, "/gone.html"))


def test_there_is_a_limit(site: Site) -> None:
    rows = [Subdomain(site=site, label=f"s{number}", folder="/a") for number in range(MAX_SUBDOMAINS)]
    Subdomain.objects.bulk_create(rows)
    with pytest.raises(errors.TooManySubdomains):
        add_subdomain(actor=SYSTEM, site=site, label="more", folder="/a")


def test_case_006_no_subdomain_leads_around_a_password() -> None:
    outer, inner = (ProtectedFolder(number=n, path=path, realm="x") for n, path in ((1, "/a"), (2, "/a/b")))

    def held(folder: str, *folders: ProtectedFolder) -> list[tuple[int, str]]:
        return [(each.number, each.path) for each in below(Access(folders=folders), folder).folders]

    assert held("/a", outer, inner) == [(1, "/"), (2, "/b")]
    assert held("/a/b", outer, inner) == [(2, "/")]
    assert held("/a/b/c", outer) == [(1, "/")]
    assert held("/ab", outer) == []
    assert held("/shop", ProtectedFolder(number=3, path="/", realm="x"), outer) == [(3, "/")]


def test_on_the_pages_a_subdomain_is_added_changed_and_deleted_and_a_foreign_zone_is_told(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "is_elsewhere", lambda domain: True)
    assert "A 127.0.0.1" in client.get(f"{PAGE}add/").content.decode()
    page = client.post(f"{PAGE}add/", {"label": "ｓｈｏｐ", "folder": "/shop"}, follow=True)
    assert "/admin/web/ssl/shop.ours.example/" in page.content.decode()
    assert client.get("/admin/web/ssl/shop.ours.example/").status_code == 200
    php = {"memory_mb": "256", "upload_mb": "8", "timezone": "UTC", "max_seconds": "10", "max_fields": "1000"}
    assert client.post(f"{PAGE}shop/", {"folder": "/store", **php}).status_code == 302
    assert client.post(f"{PAGE}shop/", {"folder": "store", **php}).status_code == 422
    assert Subdomain.objects.get().folder == "/store"
    assert client.get(f"{PAGE}shop/delete/").status_code == 200
    assert client.post(f"{PAGE}shop/delete/").status_code == 302
    assert not Subdomain.objects.exists()

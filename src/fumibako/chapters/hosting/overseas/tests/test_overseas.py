"""The overseas restriction (D7): what can be closed, for whom, and what is wanted then."""

import pytest
from django.test import Client

from fumibako.chapters.console.customers.services import add_customer
from fumibako.chapters.hosting.overseas import errors, rules
from fumibako.chapters.hosting.overseas.queries import Refusal, refusals
from fumibako.chapters.hosting.overseas.services import set_overseas
from fumibako.chapters.hosting.overseas.snapshot import overseas_of
from fumibako.chapters.hosting.sites.models import Site
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.networks import BadNetwork, HostBits, TooManyNetworks
from fumibako.groundwork.publish.models import Publication
from fumibako.groundwork.publish.queries import is_settled
from fumibako.groundwork.publish.services import settle
from fumibako.machine.daemons.apache.overseas import below
from fumibako.machine.daemons.sites.control import Lines, Sites
from fumibako.machine.state import Aspect, Overseas
from tests.contracts import people

pytestmark = [pytest.mark.django_db, pytest.mark.feature("D7")]
PAGE = "/admin/web/overseas/"


@pytest.fixture
def site() -> Site:
    return add_customer(actor=SYSTEM, name="わたし", domain="ours.example").domain.site


@pytest.fixture
def client() -> Client:
    return people.member(people.make("わたし", "ours.example").made.administrator)


def chosen(site: Site, *folders: str, is_on: bool = True, networks: tuple[str, ...] = ()) -> Overseas | None:
    set_overseas(actor=SYSTEM, site=site, is_on=is_on, folders=folders, networks=networks)
    return overseas_of("ours.example")


def test_it_is_wanted_for_the_whole_site_or_for_folders_while_it_is_on(site: Site) -> None:
    assert overseas_of("ours.example") is None
    settle(Publication.objects.all())
    assert chosen(site) == Overseas(folders=("/",))
    assert not is_settled(Aspect.SITE, "ours.example")
    wanted = chosen(site, "/wp-admin/", "/wp-admin", networks=("203.0.113.5", "2001:DB8::/32"))
    assert wanted == Overseas(folders=("/wp-admin",), exceptions=("203.0.113.5", "2001:db8::/32"))
    assert chosen(site, "/wp-admin", is_on=False) is None


@pytest.mark.parametrize("folder", ["members", "//a", "/../x", "/a b", "/a>\nRequire", "/${SITES}", "/.git"])
def test_what_is_no_folder_of_the_site_is_refused(site: Site, folder: str) -> None:
    with pytest.raises(errors.BadClosedFolder):
        chosen(site, folder)
    with pytest.raises(ValueError, match="not a folder"):
        Overseas(folders=(folder,))


def test_a_page_of_the_site_is_shown_to_those_who_are_refused(site: Site) -> None:
    set_overseas(actor=SYSTEM, site=site, is_on=True, folders=(), networks=(), page="/japan-only.html")
    wanted = overseas_of("ours.example")
    assert wanted and wanted.page == "/japan-only.html"
    assert below(wanted, "/shop").page == ""
    with pytest.raises(errors.BadRefusalPage):
        set_overseas(actor=SYSTEM, site=site, is_on=True, folders=(), networks=(), page="https://elsewhere.example/")
    with pytest.raises(ValueError, match="not a page"):
        Overseas(folders=("/",), page="/x\nRequire all granted")


def test_the_refused_are_those_from_abroad_in_what_is_closed() -> None:
    lines = [
        line("8.8.8.8", "/members/a.html?token=x"),
        line("8.8.8.8", "/%6dembers/"),
        line("8.8.8.8", "/members2/"),
        line("8.8.8.8", "/"),
        line("133.11.0.1", "/members/"),
        line("203.0.113.5", "/members/"),
        "nonsense",
        line("8.8.8.8", "/members/", status=200),
    ]
    found = refusals(lines, ["/members"], ["203.0.113.0/24"])
    assert found == [Refusal("18:20:00", "8.8.8.8", "/members/a.html"), Refusal("18:20:00", "8.8.8.8", "/members/")]
    assert len(refusals(lines, ["/"], [])) == 5


def test_the_page_shows_who_was_refused_today(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    set_overseas(actor=SYSTEM, site=Site.objects.get(), is_on=True, folders=(), networks=())
    read = Lines([line("8.8.8.8", "/shop/")], 0)
    monkeypatch.setattr(Sites, "log", lambda self, domain, host, asked: read)
    page = client.get(PAGE).content.decode()
    assert "8.8.8.8" in page and "/shop/" in page
    read.lines.clear()
    assert "8.8.8.8" not in client.get(PAGE).content.decode()


def line(address: str, path: str, status: int = 403) -> str:
    return f'{address} - - [28/Nov/2026:18:20:00 +0900] "GET {path} HTTP/1.1" {status} 900 "-" "curl"'


@pytest.mark.parametrize(
    ("network", "refusal"),
    [
        ("japan", BadNetwork),
        ("203.0.113.5\nRequire all granted", BadNetwork),
        ("203.0.113.5/24", HostBits),
        ("0.0.0.0/0", errors.NoException),
        ("::/0", errors.NoException),
    ],
)
def test_what_is_no_exception_is_refused(site: Site, network: str, refusal: type[errors.Refused]) -> None:
    with pytest.raises(refusal):
        chosen(site, networks=(network,))


def test_there_are_limits(site: Site) -> None:
    with pytest.raises(errors.TooManyClosedFolders):
        chosen(site, *(f"/{number}" for number in range(51)))
    with pytest.raises(TooManyNetworks):
        chosen(site, networks=tuple(f"203.0.113.{number}" for number in range(51)))


def test_case_130_no_subdomain_leads_around_it() -> None:
    def held(folder: str, *folders: str) -> tuple[str, ...]:
        return below(Overseas(folders=folders), folder).folders

    assert held("/shop", "/") == ("/",)
    assert held("/a/b", "/a") == ("/",)
    assert held("/a", "/a/b", "/c") == ("/b",)
    assert held("/ab", "/a") == ()


def test_on_the_page_it_is_switched_on_with_the_own_address_and_the_age_of_the_data_is_told(client: Client) -> None:
    abroad = {"x-real-ip": "198.51.100.7"}
    shown = client.get(PAGE, headers=abroad).content.decode()
    assert "2026年" in shown and "198.51.100.7 は日本国内ではありません" in shown
    pressed = {"is_on": "on", "folders": "/a", "networks": "203.0.113.5", "add_own": "1"}
    added = client.post(PAGE, pressed, headers=abroad).content.decode()
    assert "203.0.113.5\n198.51.100.7" in added and overseas_of("ours.example") is None
    typed = {"is_on": "on", "folders": "／ｗｐ－ａｄｍｉｎ", "networks": "203.0.113.5\n203.0.113.6"}
    assert client.post(PAGE, typed).status_code == 302
    assert overseas_of("ours.example") == Overseas(folders=("/wp-admin",), exceptions=("203.0.113.5", "203.0.113.6"))
    assert client.post(PAGE, {"is_on": "on", "folders": "admin"}).status_code == 422


@pytest.mark.parametrize("page", ["/members", "/members/", "/a"])
def test_the_page_for_the_refused_opens_no_closed_folder(page: str) -> None:
    with pytest.raises(errors.BadRefusalPage):
        rules.check_opens_nothing(page, ["/members", "/a/b"])
    rules.check_opens_nothing("/members.html", ["/members"])

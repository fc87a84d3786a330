"""Error pages of a site (D8): what can be chosen, and what it leaves behind."""

from contextlib import nullcontext
from unittest.mock import MagicMock

import pytest
from django.test import Client

from fumibako.chapters.console.customers.services import add_customer
from fumibako.chapters.hosting.error_pages.errors import BadPath, UnknownStatus
from fumibako.chapters.hosting.error_pages.models import ErrorPage
from fumibako.chapters.hosting.error_pages.queries import missing
from fumibako.chapters.hosting.error_pages.services import set_error_pages
from fumibako.chapters.hosting.error_pages.snapshot import chosen
from fumibako.chapters.hosting.sites.models import Site
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.publish.models import Publication
from fumibako.groundwork.publish.queries import is_settled
from fumibako.groundwork.publish.services import settle
from fumibako.machine.daemons.sites.control import FilingRefused, Item, Sites
from fumibako.machine.state import Aspect, ErrorPages
from tests.contracts import people

pytestmark = [pytest.mark.django_db, pytest.mark.feature("D8")]
PAGE = "/admin/web/error-pages/"


@pytest.fixture
def site() -> Site:
    return add_customer(actor=SYSTEM, name="わたし", domain="ours.example").domain.site


@pytest.fixture
def client() -> Client:
    return people.member(people.make("わたし", "ours.example").made.administrator)


def test_what_is_chosen_is_wanted_and_published_until_ours_is_chosen_again(site: Site) -> None:
    settle(Publication.objects.all())
    set_error_pages(actor=SYSTEM, site=site, pages={503: "/busy.php", 404: "/errors/not-found.html"})
    assert chosen("ours.example") == ErrorPages(pages=((404, "/errors/not-found.html"), (503, "/busy.php")))
    assert not is_settled(Aspect.SITE, "ours.example")
    set_error_pages(actor=SYSTEM, site=site, pages={})
    assert chosen("ours.example") is None


@pytest.mark.parametrize(
    "path",
    [
        *("http://elsewhere.example/", "//elsewhere.example/x", "not-found.html", "/", "", "/../other.example/x"),
        *("/a/./b", "/.htaccess", "/a b", "/%{file:/etc/passwd}", '/a"', "/a\nErrorDocument 403 /b", "/a\0", "/あ"),
        *("/e.html; } server { listen 80", "/e.html\n</VirtualHost>", "/" + "a" * 200),
    ],
)
def test_case_005_what_is_no_page_of_the_site_is_refused(site: Site, path: str) -> None:
    with pytest.raises(BadPath):
        set_error_pages(actor=SYSTEM, site=site, pages={404: path})
    assert not ErrorPage.objects.exists()
    with pytest.raises(ValueError, match="not an error page"):
        ErrorPages(pages=((404, path),))


def test_another_status_is_refused(site: Site) -> None:
    with pytest.raises(UnknownStatus):
        set_error_pages(actor=SYSTEM, site=site, pages={200: "/a.html"})


def test_every_wrong_line_is_said_at_once_and_nothing_is_saved(client: Client) -> None:
    page = client.post(PAGE, {"page_403": "no.html", "page_404": "/fine.html", "page_500": "http://x.example/"})
    assert page.status_code == 422
    assert sorted(page.context["form"].errors) == ["page_403", "page_500"]
    assert not ErrorPage.objects.exists()


def test_the_page_leads_to_what_visitors_see(client: Client) -> None:
    assert client.post(PAGE, {"page_404": "／errors／404.html"}).status_code == 302
    page = client.get(PAGE).content.decode()
    assert "www.ours.example" in page
    assert "/errors/404.html</a>" in page and "/.fumibako/errors/403.html</a>" in page


def test_any_status_that_apache_knows_can_have_a_page(client: Client) -> None:
    page = client.post(PAGE, {"page_404": "/a.html", "others": "410 /gone.html\r\n４５１　/law.html"}, follow=True)
    assert chosen("ours.example") == ErrorPages(pages=((404, "/a.html"), (410, "/gone.html"), (451, "/law.html")))
    assert "410 /gone.html\n451 /law.html" in page.content.decode()


@pytest.mark.parametrize(
    "typed", ["200 /x.html", "404 /x.html", "410", "410 /x.html y", "410 x.html", "410 //elsewhere.example/"]
)
def test_a_line_that_cannot_be_used_is_told_and_kept(client: Client, typed: str) -> None:
    page = client.post(PAGE, {"others": typed})
    assert page.status_code == 422 and typed in page.content.decode()
    assert not ErrorPage.objects.exists()


def test_a_page_that_is_missing_is_said_to_be(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def facts(folder: str, name: str) -> Item:
        if (folder, name) == ("htdocs/errors", "there.html"):
            return Item(name, "file", 1, 0, 0o644)
        raise FilingRefused("not_found", {"name": name})

    filing = MagicMock()
    filing.facts = facts
    monkeypatch.setattr(Sites, "filing", lambda self, domain: nullcontext(filing))
    pages = {404: "/errors/there.html", 410: "/errors/gone.html"}
    set_error_pages(actor=SYSTEM, site=Site.objects.get(), pages=pages)
    assert missing(Site.objects.get(), pages) == {410}
    assert client.get(PAGE).content.decode().count("chip danger") == 1

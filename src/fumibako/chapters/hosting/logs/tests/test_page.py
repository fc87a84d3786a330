"""The page of the logs (D13): the site's own ones, and no other file."""

import pytest
from django.test import Client

from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.hosting.subdomains.services import add_subdomain
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.machine.daemons.sites.control import Asked, Lines, Sites
from fumibako.machine.provision.client import AgentDown, AgentRefused
from tests.contracts import people

pytestmark = [pytest.mark.django_db, pytest.mark.feature("D13")]


@pytest.fixture
def client() -> Client:
    return people.member(people.make("わたし", "ours.example").made.administrator)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Asked]]:
    """What the agent is asked; it has two pieces of one line each."""
    seen: list[tuple[str, Asked]] = []

    def log(self: Sites, domain: str, host: str, asked: Asked) -> Lines:
        seen.append((host, asked))
        return Lines(["<older>"], 0) if asked.before else Lines(["newer"], 7)

    monkeypatch.setattr(Sites, "log", log)
    return seen


def test_what_is_chosen_is_asked_for_the_own_domain_only(client: Client, asked: list[tuple[str, Asked]]) -> None:
    page = client.get("/admin/web/logs/?log=error&day=2026/11/28&search=Shop&domain=other.example")
    assert asked == [("ours.example", Asked("error", "2026-11-28", "Shop"))]
    assert "?host=ours.example&amp;log=error&amp;day=2026-11-28&amp;search=Shop&amp;before=7" in page.content.decode()


def test_a_download_has_all_pieces_in_the_order_of_writing(client: Client, asked: list[tuple[str, Asked]]) -> None:
    answer = client.get("/admin/web/logs/download/?log=access&day=2026-11-28")
    assert answer.content.decode() == "<older>\nnewer\n"
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ours.example-access-2026-11-28.log"'


def test_a_day_that_cannot_be_read_is_said_in_words(client: Client, asked: list[tuple[str, Asked]]) -> None:
    page = client.get("/admin/web/logs/?day=yesterday")
    assert page.status_code == 422 and not asked
    assert "2026/12/28 のように" in page.content.decode()


@pytest.mark.parametrize(
    "log", ["../other.example/access", "..%2fother.example%2faccess", "%252e%252e/access", "/etc/passwd", "access.log"]
)
@pytest.mark.parametrize("path", ["", "download/"])
def test_case_024_another_name_is_no_log(client: Client, asked: list[tuple[str, Asked]], path: str, log: str) -> None:
    assert client.get(f"/admin/web/logs/{path}?log={log}").status_code == 404
    assert not asked


def test_case_024_what_the_agent_refuses_to_open_is_not_there(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def log(self: Sites, domain: str, host: str, asked: Asked) -> Lines:
        raise AgentRefused("not a log file")

    monkeypatch.setattr(Sites, "log", log)
    assert client.get("/admin/web/logs/").status_code == 404


def test_without_the_agent_the_page_says_so_and_a_download_leads_to_it(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def log(self: Sites, domain: str, host: str, asked: Asked) -> Lines:
        raise AgentDown

    monkeypatch.setattr(Sites, "log", log)
    page = client.get("/admin/web/logs/download/?log=error", follow=True)
    assert page.redirect_chain == [("/admin/web/logs/?host=ours.example&log=error", 302)]
    assert "現在ログを読み込めません" in page.content.decode()


def test_a_subdomain_has_logs_of_its_own_and_anothers_are_not_there(
    client: Client, asked: list[tuple[str, Asked]]
) -> None:
    site = Site.objects.get(domain__name="ours.example")
    add_subdomain(actor=SYSTEM, site=site, label="shop", folder="/shop")
    assert client.get("/admin/web/logs/?host=shop.ours.example").status_code == 200
    assert client.get("/admin/web/logs/?host=other.example").status_code == 404
    assert [host for host, _ in asked] == ["shop.ours.example"]


def test_a_log_is_followed_without_script_too_until_it_is_stopped(
    client: Client, asked: list[tuple[str, Asked]]
) -> None:
    page = client.get("/admin/web/logs/?log=error&search=Shop&follow=on").content.decode()
    assert asked == [("ours.example", Asked("error", "", "Shop"))]
    assert '<noscript><meta http-equiv="refresh"' in page and "data-job" in page
    stopped = client.get("/admin/web/logs/?log=error&search=Shop").content.decode()
    assert "data-job" not in stopped and "search=Shop&amp;follow=on" in stopped

"""Every address of the portal, as its owner, as another customer, and as a stranger.

Walks the URL configuration itself: a page that is added is walked without anybody thinking of it, and one that is
reachable by the wrong person fails here.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import quote
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.signals import request_started
from django.db import close_old_connections, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.html import escape
from pytest_django import DjangoDbBlocker

from fumibako.chapters.features import pages
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.features import Face
from fumibako.project.wsgi import application
from tests.contracts.declared import everybodys, nobodys, values
from tests.contracts.people import MADE, TYPED, Office, browser, facts, make, member, operator, owner

pytestmark = [pytest.mark.django_db, pytest.mark.feature("A2")]


PEOPLE: dict[str, Callable[[Office], Client]] = {
    "a stranger": lambda office: browser(),
    "a user": lambda office: member(office.user),
    "an administrator": lambda office: member(office.made.administrator),
    "the contract's owner": owner,
    "the operator": lambda office: operator(),
}
THEIR_ADMINISTRATOR, THEIR_OWNER = "another customer's administrator", "another contract's owner"
HOMES = {
    "a user": "/user/",
    "an administrator": "/admin/",
    "the contract's owner": "/mypage/",
    "the operator": "/console/",
    THEIR_ADMINISTRATOR: "/admin/",
    THEIR_OWNER: "/mypage/",
}


@dataclass(frozen=True)
class Walk:
    """Two customers; ours, theirs: what stands in the addresses of each; cookies: of each of PEOPLE of ours, and of the
    other customer's administrator and owner, logged in."""

    offices: tuple[Office, Office]
    ours: dict[str, str]
    theirs: dict[str, str]
    cookies: dict[str, "SimpleCookie[str]"]

    def browser_of(self, who: str, *, checks_tokens: bool = False) -> Client:
        client = browser(checks_tokens=checks_tokens)
        client.cookies = deepcopy(self.cookies[who])
        return client


@pytest.fixture(scope="module")
def walk(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Walk]:
    """Made once: each test's own transaction, inside this one, leaves it as it was."""
    everything = transaction.atomic()
    everything._from_testcase = True  # as Django's TestCase says it: a durable block may stand inside
    with django_db_blocker.unblock(), everything:
        offices = make("株式会社わたし", "ours.example"), make("株式会社よそ", "theirs.example")
        clients = {who: log_in(offices[0]) for who, log_in in PEOPLE.items()}
        clients[THEIR_ADMINISTRATOR] = member(offices[1].made.administrator)
        clients[THEIR_OWNER] = owner(offices[1])
        cookies = {who: client.cookies for who, client in clients.items()}
        walk = Walk(offices, *map(values, offices), cookies)
        yield walk
        for who, home in HOMES.items():  # a login that had ended would have been refused anywhere
            assert walk.browser_of(who).get(home).status_code == 200, who
        transaction.set_rollback(True)


@pytest.fixture
def ours(walk: Walk, db: None) -> Office:
    return deepcopy(walk.offices[0])


@pytest.fixture
def theirs(walk: Walk, db: None) -> Office:
    return deepcopy(walk.offices[1])


OPEN = {"", "login/", "logout/", "console/login/", "console/logout/", "preferences/", "csp-report", "healthz"}
OPEN |= {"mypage/login/", "mypage/logout/"}
OPEN |= {"api/v1/openapi.json", *(page.path for _, page in pages(Face.SITE) if not page.path.startswith("dav/"))}
"""Whoever asks gets an answer here; nothing of anybody stands in it."""


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route
        else:
            yield from routes(entry, route)


def test_no_two_pages_have_one_address() -> None:
    """The second one would never be seen."""
    counted = Counter(re.sub(r"<[^>]*>", "<>", route) for route in routes())
    assert [route for route, number in counted.items() if number > 1] == []


ROUTES = sorted(routes())


def path(route: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        route = route.replace(f"<str:{name}>", value).replace(f"<{name}>", value)
    assert "<" not in route, f"{route}: say in the feature's tests/contract.py what stands there"
    return f"/{route}"


def whose(route: str) -> str:
    """Whoever the page is for."""
    faces = {"console/": "the operator", "mypage/": "the contract's owner"}
    return next((who for face, who in faces.items() if route.startswith(face)), "an administrator")


def said(answer: HttpResponse, *own: str) -> str:
    """The answer's text and the way it leads, without its own address, what was sent, and the tokens of its forms."""
    text = answer.content.decode() + answer.headers.get("Location", "")
    for spelling in (spelt for each in own for spelt in (each, quote(each), quote(each, safe=""), escape(each))):
        text = text.replace(spelling, "HERE")
    return re.sub(r'(name="(?:csrfmiddlewaretoken|once)" value=)"[^"]*"', r"\1TOKEN", text)


def is_refused(answer: HttpResponse) -> bool:
    """404, 401, 405, or the way to a login."""
    to_login = answer.status_code == 302 and "login/" in answer.headers["Location"]
    return to_login or answer.status_code in (401, 404, 405)


BEHIND_A_GATE = [route for route in ROUTES if route not in OPEN]
WITH_AN_OWNER = [r for r in BEHIND_A_GATE if set(re.findall("<str:([a-z_]+)>", r)) - everybodys()]
FORM = "application/x-www-form-urlencoded"
METHODS: tuple[Callable[..., HttpResponse], ...] = (Client.get, Client.post)


@pytest.mark.parametrize("route", [r for r in ROUTES if not r.startswith(("api/", "dav/"))])
def test_its_owner_gets_an_answer(walk: Walk, route: str) -> None:
    """Pages. The API's owner is root on the admin socket: test_api walks its routes with every method. CardDAV's come
    with a password each time: webmail/contacts/tests/test_dav.py."""
    answer = walk.browser_of(whose(route)).get(path(route, walk.ours))
    # Where the operator names no contact, there is no security.txt; where they have no logo, no logo. MTA-STS is
    # asked for at a host of its own.
    # Mail programs ask for their settings with an address.
    is_403 = route == "metrics"  # without its token
    is_404 = route.endswith((".well-known/mta-sts.txt", ".well-known/security.txt", "logo", "config-v1.1.xml"))
    is_away = route.startswith("mail/")  # here is no Dovecot
    expected = (403,) if is_403 else (404,) if is_404 else (200, 302, 400, 405, 410, *((503,) if is_away else ()))
    assert answer.status_code in expected, answer.status_code
    if answer.status_code == 405:
        assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize("route", [r for r in ROUTES if not r.startswith("api/")])
def test_head_is_answered_like_get_without_its_text(walk: Walk, route: str) -> None:
    """What monitors from outside ask with. As its owner, and as a stranger."""
    for client in (walk.browser_of(whose(route)), browser()):
        where = path(route, walk.ours)
        asked, told = client.get(where), client.head(where)
        assert (told.status_code, told.content) == (asked.status_code, b"")
        assert told.headers.get("Location") == asked.headers.get("Location")
        assert told.headers.get("Content-Type") == asked.headers.get("Content-Type")


def served(path: str, query: str, content_type: str) -> tuple[int, str]:
    """As gunicorn asks the application, which Django's test client does not."""
    environ = {"PATH_INFO": path, "QUERY_STRING": query, "CONTENT_TYPE": content_type, "HTTP_HOST": "localhost"}
    setup_testing_defaults(environ)
    told: list[str] = []
    request_started.disconnect(close_old_connections)  # the walk's transaction goes on
    try:
        pieces = application(environ, lambda status, headers: told.append(status))
    finally:
        request_started.connect(close_old_connections)
    return int(told[0][:3]), b"".join(pieces).decode()


@pytest.mark.parametrize("codec", ["base64", "undefined", "idna", "utf-7", "utf-8", "no-such-thing"])
def test_an_address_is_read_as_utf_8_whatever_the_request_says(codec: str) -> None:
    status, text = served("/login/", "next=%2F%E3%81%82", f"text/html; charset={codec}")
    assert status == 200 and 'name="next" value="/あ"' in text
    status, _ = served("/login/", "a=1&" * 1001, f"text/html; charset={codec}")
    assert status == 400


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_page_that_refuses_an_address_is_in_one_language(language: str) -> None:
    text = browser().get("/?a=%00", headers={"accept-language": language}).content.decode()
    assert f'<html lang="{language}">' in text
    assert ("Go back" in text) == (language == "en")


def test_language_and_colours_are_not_asked_where_their_answer_would_lose_what_is_shown(ours: Office) -> None:
    client = member(ours.made.administrator)
    where = f"/admin/accounts/{ours.user.mailbox.address}/password/"
    assert 'action="/preferences/"' in client.get(where).content.decode()
    for typed, status in ((MADE, 200), ({**TYPED, "password": "short"}, 422)):
        answer = client.post(where, {"once": "x", **typed})
        assert answer.status_code == status
        assert 'action="/preferences/"' not in answer.content.decode()


@pytest.mark.parametrize("route", BEHIND_A_GATE)
def test_a_stranger_gets_in_nowhere(walk: Walk, route: str) -> None:
    before = facts()
    for ask in METHODS:
        assert is_refused(ask(browser(), path(route, walk.ours))), route
    assert facts() == before


@pytest.mark.parametrize("route", [r for r in WITH_AN_OWNER if not r.startswith(("console", "api", "dav"))])
def test_another_customer_finds_nothing_of_ours(walk: Walk, ours: Office, route: str) -> None:
    client = walk.browser_of(THEIR_OWNER if route.startswith("mypage/") else THEIR_ADMINISTRATOR)
    before = facts()
    for ask in METHODS:
        assert ask(client, path(route, walk.ours), {"address": ours.user.mailbox.address}).status_code in (404, 405)
    assert facts() == before


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("route", WITH_AN_OWNER)
def test_case_042_what_is_anothers_looks_like_what_does_not_exist(walk: Walk, route: str, who: str) -> None:
    """Byte for byte, but for the address itself and the form's tokens. To the operator every customer is their own."""
    if who == "the operator" and route.startswith("console/"):
        assert walk.browser_of(who).get(path(route, nobodys())).status_code in (404, 405)
        return
    client = walk.browser_of(who)
    before = facts()
    for method in ("GET", "POST", "PUT", "DELETE", "HEAD"):
        seen = []
        for there in (walk.theirs, nobodys()):
            where = path(route, there)
            answer = client.generic(method, where, f"address={there['address']}&once=x", FORM)
            seen.append(
                (
                    answer.status_code,
                    said(answer, where, there["address"]),
                    sorted(answer.headers.keys() - {"Content-Length"}),
                )
            )
        assert seen[0] == seen[1], method
        assert seen[0][0] in (302, 401, 403, 404, 405), method  # 403: the login has ended, with what was typed
    assert facts() == before


def test_case_047_a_password_of_anothers_user_is_404_and_ones_own_users_is_noted(ours: Office, theirs: Office) -> None:
    client = member(ours.made.administrator)
    foreign, own = theirs.user.mailbox.address, ours.user.mailbox.address
    before = facts()
    for there in (foreign, theirs.made.administrator.mailbox.address, "desk", "operator:desk"):
        assert client.post(f"/admin/accounts/{there}/password/", TYPED).status_code == 404
    assert facts() == before
    assert client.post(f"/admin/accounts/{own}/password/", TYPED).status_code == 200
    noted = Entry.objects.filter(action="account.set_password").get()
    assert (noted.actor, noted.subject) == (ours.made.administrator.mailbox.address, own)


@pytest.mark.parametrize("route", [r for r in BEHIND_A_GATE if r.startswith(("admin/", "console/", "mypage/", "api/"))])
def test_a_user_reaches_neither_the_administrators_pages_nor_the_operators(walk: Walk, route: str) -> None:
    client = walk.browser_of("a user")
    before = facts()
    for ask in METHODS:
        assert is_refused(ask(client, path(route, walk.ours))), route
    assert facts() == before


@pytest.mark.parametrize("route", [r for r in BEHIND_A_GATE if r.startswith(("admin/", "user/", "mypage/", "api/"))])
def test_case_048_the_operators_session_opens_no_members_page(walk: Walk, route: str) -> None:
    client = walk.browser_of("the operator")
    before = facts()
    for ask in METHODS:
        assert is_refused(ask(client, path(route, walk.ours))), route
    assert facts() == before


@pytest.mark.parametrize("route", [r for r in BEHIND_A_GATE if not r.startswith(("mypage/", "jobs/"))])
def test_case_048_an_owners_session_opens_nothing_but_my_page(walk: Walk, route: str) -> None:
    client = walk.browser_of("the contract's owner")
    before = facts()
    for ask in METHODS:
        assert is_refused(ask(client, path(route, walk.ours))), route
    assert facts() == before


@pytest.mark.parametrize("route", [r for r in BEHIND_A_GATE if r.startswith(("console/", "mypage/"))])
def test_case_048_an_administrators_session_opens_no_page_of_the_console_and_of_my_page(walk: Walk, route: str) -> None:
    client = walk.browser_of("an administrator")
    before = facts()
    for ask in METHODS:
        assert is_refused(ask(client, path(route, walk.ours))), route
    assert facts() == before


LOOKS_ARE_NOTED = "admin/sent-archive/"
WITHOUT_TOKEN = ("api/", "autodiscover/", "csp-report", "healthz")


@pytest.mark.parametrize("route", [r for r in ROUTES if not r.startswith(WITHOUT_TOKEN)])
def test_case_066_a_post_without_its_token_changes_nothing(walk: Walk, ours: Office, route: str) -> None:
    """Logging out as well; and no GET changes anything."""
    client = walk.browser_of(whose(route), checks_tokens=True)
    before = facts()
    where = path(route, walk.ours)
    typed = {"address": ours.user.mailbox.address, "local_part": "new", "targets": "a@b.example", "is_on": "on"}
    for extra in ({}, {"HTTP_ORIGIN": "null"}, {"HTTP_ORIGIN": "https://evil.example"}):
        assert client.post(where, typed, **extra).status_code in (403, 405), extra
    as_text = client.post(where, '{"csrfmiddlewaretoken": "x"}', content_type="text/plain")
    assert as_text.status_code in (403, 405)
    assert facts() == before
    client.get(where)
    after = facts()
    if route.startswith(LOOKS_ARE_NOTED):
        after["Entry"] = before["Entry"]
    assert after == before
    home = next((f"/{face}/" for face in ("console", "mypage") if route.startswith(face)), "/admin/")
    assert client.get(home).status_code == 200


@pytest.mark.parametrize(
    "way",
    ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "/\\evil.example", "\thttps://evil.example"],
)
def test_case_067_a_login_leads_to_this_site_only(ours: Office, way: str) -> None:
    account = ours.made.administrator
    answer = browser().post(
        f"/login/?next={way}", {"address": account.mailbox.address, "password": account.password, "next": way}
    )
    assert answer.headers["Location"] == "/admin/"
    chosen = browser().post("/preferences/", {"theme": "dark", "next": way})
    assert chosen.headers["Location"] == "/"


def test_case_065_a_login_gives_a_new_session_and_ends_the_one_before(ours: Office) -> None:
    client = member(ours.user)
    before = client.cookies["__Host-member"].value
    client.post("/login/", {"address": ours.user.mailbox.address, "password": ours.user.password})
    cookie = client.cookies["__Host-member"]
    assert cookie.value != before
    assert cookie["secure"] and cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/"
    assert cookie["max-age"] == ""
    old = browser()
    old.cookies["__Host-member"] = before
    assert is_refused(old.get("/user/"))
    client.post("/logout/")
    kept = browser()
    kept.cookies["__Host-member"] = cookie.value
    assert is_refused(kept.get("/user/"))


def test_pages_carry_the_headers_that_guard_them(ours: Office) -> None:
    headers = member(ours.user).get("/user/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"

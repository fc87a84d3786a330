"""Support login: what it opens, what it never opens, who sees it, and that it ends by itself (SECURITY.md 131)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from fumibako.chapters.console.operators.queries import operator as operator_named
from fumibako.chapters.console.operators.services import add_operator, change_operator, suspend_operator
from fumibako.chapters.console.support_login import reach
from fumibako.chapters.console.support_login.models import SupportLogin
from fumibako.chapters.features import pages
from fumibako.chapters.mail.auto_reply.models import AutoReply
from fumibako.faces.adminmenu.urls import OWN as ADMIN_OWN
from fumibako.faces.usermenu.urls import OWN as USER_OWN
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.features import Face, Page
from tests.contracts.declared import values
from tests.contracts.people import Office, browser, facts, make, member, operator

pytestmark = [pytest.mark.django_db, pytest.mark.feature("E6")]
REASON = "問い合わせ1024の調査"
PREFIXES = {Face.ADMIN: "/admin/", Face.USER: "/user/", Face.WEBMAIL: "/mail/"}


@pytest.fixture
def ours() -> Office:
    return make("株式会社わたし", "ours.example")


def start(client: Client, office: Office, address: str = "", *, reason: str = REASON, way: str = "") -> HttpResponse:
    address = address or office.made.administrator.mailbox.address
    where = f"/console/customers/{office.made.customer.number}/support/"
    return client.post(where, {"address": address, "reason": reason, "next": way})


@pytest.fixture
def desk() -> Client:
    return operator()


@pytest.fixture
def support(desk: Client, ours: Office) -> Client:
    """An operator's browser with the menus of the administrator open."""
    assert start(desk, ours).headers["Location"] == "/admin/"
    return desk


def members_pages() -> Iterator[Page]:
    for face in PREFIXES:
        yield from (page for _, page in pages(face))
    yield from (*ADMIN_OWN.pages, *USER_OWN.pages)


def test_case_131_a_support_login_shows_itself_on_every_page_and_to_the_customer(support: Client, ours: Office) -> None:
    for path in ("/admin/", "/user/", "/admin/accounts/", "/news/", "/console/"):
        text = support.get(path).content.decode()
        assert "サポートログイン" in text and "/console/support/end/" in text and ours.made.customer.name in text, path
    log = member(ours.made.administrator).get("/admin/audit/").content.decode()
    assert "サポートログインの開始" in log and REASON in log and "desk" not in log


def test_case_131_what_is_done_in_it_is_the_operators_doing(support: Client, ours: Office) -> None:
    address = ours.user.mailbox.address
    typed = {"is_on": "on", "subject": "不在", "text": "休みます。", "days": "7"}
    assert support.post(f"/admin/accounts/{address}/auto-reply/", typed).status_code == 302
    assert AutoReply.objects.get(mailbox=ours.user.mailbox).is_on
    noted = Entry.objects.get(action="auto_reply.set")
    assert (noted.actor_kind, noted.actor, noted.subject) == ("operator", "desk", address)
    assert noted.details["account"] == ours.made.administrator.mailbox.address
    log = member(ours.made.administrator).get("/admin/audit/").content.decode()
    assert "対象のメニュー" in log and "desk" not in log


def test_case_131_it_reaches_the_named_pages_and_no_other(support: Client, ours: Office) -> None:
    """No mail, password, order or download: what is not named is closed, to looking and to changing."""
    known = values(ours)
    before = facts()
    for page in members_pages():
        path = PREFIXES[page.face] + page.path
        for name, value in known.items():
            path = path.replace(f"<str:{name}>", value)
        allowed = reach.reach_of(page)
        looked = support.get(path)
        if allowed is reach.Reach.CLOSED:
            assert looked.status_code in (403, 404), path
        else:
            assert looked.status_code in (200, 302, 405), (path, looked.status_code)
        if allowed is not reach.Reach.CHANGE:
            assert support.post(path, {"address": ours.user.mailbox.address}).status_code in (403, 404), path
        assert facts() == before, path


@pytest.mark.parametrize(
    "path", ["/mail/", "/user/spam-box/", "/user/password/", "/admin/keys/", "/user/app-passwords/"]
)
def test_case_131_no_menu_leads_to_what_is_closed(support: Client, path: str) -> None:
    assert support.get(path).status_code == 403
    for home in ("/admin/", "/user/"):
        shell = support.get(home).context["shell"]
        links = [*shell.hats, *(link for section in shell.sections for link in section.links)]
        assert path not in [link.url for link in links]
    for cards in ("/admin/area/contract/", "/user/area/my-mail/", "/user/find/?q=メール"):
        assert f'href="{path}"' not in support.get(cards).content.decode()


def test_what_is_named_exists() -> None:
    every = {(page.face, page.name) for page in members_pages()}
    named = {(face, name) for table in (reach.CHANGE, reach.READ) for face, names in table.items() for name in names}
    areas = {(face, name) for face, name in named if name.startswith("area_")}
    assert named - areas <= every
    twice = {name for face, names in reach.READ.items() for name in names & reach.CHANGE[face]}
    assert not {name for name in twice if not name.startswith("area_")}


def test_case_131_it_ends_by_itself_and_keeps_what_was_typed(support: Client, ours: Office) -> None:
    SupportLogin.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    number = ours.made.customer.number
    again = f"/console/customers/{number}/support/?next=%2Fadmin%2Faccounts%2F"
    assert support.get("/admin/accounts/").headers["Location"] == again
    kept = support.post("/admin/spam/", {"threshold": "typed"})
    text = kept.content.decode()
    assert kept.status_code == 403 and "typed" in text and f"/console/customers/{number}/support/" in text
    assert "自動的に終了しました" in support.get(again).content.decode()
    assert start(support, ours, way="/admin/accounts/").headers["Location"] == "/admin/accounts/"


def test_case_131_it_lasts_no_longer_than_the_operators_session(support: Client, ours: Office) -> None:
    cookie = support.cookies["__Host-support"].value
    support.post("/console/logout/")
    support.cookies["__Host-support"] = cookie
    assert support.get("/admin/").headers["Location"].startswith("/login/")
    assert not SupportLogin.objects.exists()


def test_a_suspended_operator_has_none(support: Client) -> None:
    named = operator_named("desk")
    assert named is not None
    add_operator(actor=SYSTEM, login="chief")
    suspend_operator(actor=SYSTEM, operator=named)
    assert support.get("/admin/").status_code == 302
    assert not SupportLogin.objects.exists()


def test_an_operator_whose_role_is_taken_away_has_none(support: Client) -> None:
    named = operator_named("desk")
    assert named is not None
    add_operator(actor=SYSTEM, login="chief")
    change_operator(actor=SYSTEM, operator=named, display_name="", role="look")
    assert support.get("/admin/").status_code == 302


def test_its_cookie_alone_opens_nothing(support: Client, ours: Office) -> None:
    thief = member(ours.user)
    thief.cookies["__Host-support"] = support.cookies["__Host-support"].value
    assert thief.get("/admin/").headers["Location"].startswith("/login/")


def test_its_cookie_is_its_own_and_closed_to_scripts(support: Client) -> None:
    cookie = support.cookies["__Host-support"]
    assert cookie["secure"] and cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/"
    assert SupportLogin.objects.get().token_hash not in cookie.value


def test_ended_by_its_button_it_is_noted_and_over(support: Client, ours: Office) -> None:
    answer = support.post("/console/support/end/")
    assert answer.headers["Location"] == f"/console/customers/{ours.made.customer.number}/"
    assert support.get("/admin/").status_code == 302
    assert Entry.objects.filter(action="support.end", customer_number=ours.made.customer.number).count() == 1


def test_another_one_ends_the_first(support: Client, ours: Office) -> None:
    theirs = make("株式会社よそ", "theirs.example")
    assert start(support, theirs, theirs.user.mailbox.address).headers["Location"] == "/user/"
    assert theirs.user.mailbox.address in support.get("/user/").content.decode()
    assert SupportLogin.objects.count() == 1
    assert support.get("/admin/").status_code == 404  # a user's menus
    assert Entry.objects.filter(action="support.end", customer_number=ours.made.customer.number).count() == 1


def test_ones_own_mailbox_is_not_touched_meanwhile(support: Client, ours: Office) -> None:
    """Of an operator who is logged in as a member in the same browser, before and after it has ended."""
    own = make("プロバイダー", "provider.example").user
    support.post("/login/", {"address": own.mailbox.address, "password": own.password})
    assert own.mailbox.address not in support.get("/user/").content.decode()
    SupportLogin.objects.update(ends_at=timezone.now())
    support.post("/user/auto-reply/", {"is_on": "on", "subject": "x", "text": "x", "days": "7"})
    assert not AutoReply.objects.filter(is_on=True).exists()


@pytest.mark.parametrize("is_before", [True, False], ids=["logged in before", "meanwhile"])
def test_a_page_of_an_ended_support_login_reaches_no_mailbox_of_ones_own(
    desk: Client, ours: Office, is_before: bool
) -> None:
    own = make("プロバイダー", "provider.example").user
    for is_now in (is_before, not is_before):
        if is_now:
            desk.post("/login/", {"address": own.mailbox.address, "password": own.password})
        else:
            start(desk, ours, ours.user.mailbox.address)
    desk.post("/console/support/end/")
    desk.post("/user/auto-reply/", {"is_on": "on", "subject": "x", "text": "x", "days": "7"})
    assert not AutoReply.objects.filter(is_on=True).exists()


def test_filters_which_can_delete_mail_are_shown_and_not_changed(support: Client, ours: Office) -> None:
    for path in (
        "/admin/common-filter/",
        f"/admin/accounts/{ours.user.mailbox.address}/spam-filter/",
        "/user/spam-filter/",
    ):
        assert (support.get(path).status_code, support.post(path, {}).status_code) == (200, 403), path


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("suzuki@theirs.example", REASON),
        ("", REASON),
        ("suzuki@ours.example", "x"),
        ("suzuki@ours.example", "a\nbcdefg"),
    ],
)
def test_it_needs_a_reason_and_an_account_of_that_customer(
    desk: Client, ours: Office, address: str, reason: str
) -> None:
    make("株式会社よそ", "theirs.example")
    where = f"/console/customers/{ours.made.customer.number}/support/"
    assert desk.post(where, {"address": address, "reason": reason}).status_code == 422
    assert not SupportLogin.objects.exists()


def test_nobody_but_an_operator_begins_one(ours: Office) -> None:
    for client in (browser(), member(ours.made.administrator)):
        assert start(client, ours).status_code in (302, 403)
        assert not SupportLogin.objects.exists()

"""The same form sent twice, by a double click or a reload: done once, and the second page says what the first said."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from fumibako.chapters.contract.options.tests.contract import option
from fumibako.chapters.features import pages
from fumibako.chapters.identity.logins.models import SignIn
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.services import set_password
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.features import Face
from fumibako.groundwork.once.models import Outcome
from fumibako.groundwork.once.services import forget_old
from fumibako.groundwork.tenancy.models import Customer
from fumibako.machine.formats.passwords import is_right
from tests.contracts.declared import values
from tests.contracts.people import MADE, TYPED, Office, browser, facts, member, operator, owner
from tests.journeys.web import form_with

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B1", "E1")]
PASSWORD = re.compile(r"[A-Za-z0-9]{4}(?:-[A-Za-z0-9]{4}){3}")


ADMINISTRATOR, USER, WEBMAIL = "/admin/", "/user/", "/mail/"
OPERATOR, OWNER, ANYBODY = "/console/", "/mypage/", "/inquiry/"
ADDRESS = {"reply_address": "hanako@out.example", "category": "mail", "text": "届きません。"}
PACK = {"contents_ja": "x", "contents_en": "x", "price": "1"}
CREATING: dict[str, dict[str, str]] = {
    "/admin/accounts/add/": {"local_part": "tanaka", "display_name": "田中"},
    "/admin/accounts/{address}/password/": {},
    "/admin/accounts/{address}/delete/": {"address": "{address}"},
    "/admin/shared/add/": {"local_part": "keiri", "answer": "suzuki"},
    "/admin/aliases/add/": {"local_part": "soumu", "targets": "suzuki"},
    "/admin/aliases/{alias}/delete/": {},
    "/admin/keys/add/": {"name": "控え", "role": "look"},
    "/admin/keys/{key}/revoke/": {},
    "/admin/common-filter/": {"text": "x@elsewhere.example"},
    "/admin/moving-in/": {"host": "imap.old.example", "address": "{address}", "login": "suzuki", "password": "secret"},
    "/admin/web/ftp/password/": {},
    "/admin/web/access/add/": {"path": "/new", "realm": "Members"},
    "/admin/web/access/{restriction}/remove/": {},
    "/admin/web/access/{restriction}/users/add/": {"name": "tanaka"},
    "/admin/web/subdomains/add/": {"label": "blog", "folder": "/blog"},
    "/admin/web/tools/redirects/add/": {"path": "/moved", "target": "/new", "kind": "301"},
    "/admin/web/tools/redirects/{redirect_key}/delete/": {},
    "/admin/web/subdomains/{subdomain}/delete/": {},
    "/admin/web/cron/add/": {"kind": "url", "target": "/daily.php", "often": "day"},
    "/admin/web/cron/{cron_job}/delete/": {},
    "/admin/web/dns/add/": {"name": "new", "kind": "A", "value": "192.0.2.1", "ttl": "300"},
    "/admin/web/backup/{backup}/restore/": {"what": "folder:htdocs", "is_confirmed": "1"},
    "/admin/web/backup/{backup}/delete/": {},
    "/admin/web/databases/add/": {"name": "shop2"},
    "/admin/web/wordpress/{wordpress}/update/": {},
    "/admin/web/wordpress/{wordpress}/": {"parts": "plugin:akismet/akismet.php"},
    "/admin/web/wordpress/{wordpress}/stage/": {"folder": "trial"},
    "/admin/web/wordpress/{wordpress}/remove/": {},
    "/admin/web/wordpress/install/": {"title": "x", "name": "sato", "email": "sato@out.example"},
    "/admin/web/databases/{database}/password/": {},
    "/admin/web/databases/{database}/users/add/": {"name": "reader"},
    "/admin/web/databases/users/{database_user}/password/": {},
    "/admin/web/databases/users/{database_user}/drop/": {},
    "/admin/web/databases/{database}/drop/": {"name": "{database}"},
    "/admin/address-book/add/": {"name": "花子", "addresses": "hanako@out.example"},
    "/mail/phrases/add/": {"name": "署名", "text": "鈴木"},
    "/mail/contacts/add/": {"name": "花子", "addresses": "hanako@out.example"},
    "/user/sorting/": {"text_1": "請求書", "folder": "請求書"},
    "/user/spam-filter/": {"text": "x@elsewhere.example"},
    "/user/app-passwords/": {"name": "Phone", "protocols": "imap", "old": "{password}"},
    "/user/cabinet/requests/add/": {"note": "写真", "days": "3", "max_gigabytes": "1"},
    "/user/inquiry/": ADDRESS,
    "/inquiry/": ADDRESS,
    "/mypage/options/{option}/": {"packs": "1", "step": "order"},
    "/console/customers/add/": {"name": "株式会社新", "domain": "new.example", "plan_code": "standard", "step": "add"},
    "/console/customers/{number}/reissue/": {},
    "/console/customers/{number}/mypage/": {},
    "/console/customers/{number}/domains/add/": {"domain": "second.example"},
    "/console/plans/add/": {
        **{"code": "big", "name_ja": "大", "name_en": "Big", "accounts_max": "500", "mail_disk_bytes": "500"},
        **{"mailbox_quota_bytes": "5", "web_disk_bytes": "5", "builder_disk_bytes": "1"},
    },
    "/console/catalogue/add/": {"code": "new", "name_ja": "新", "name_en": "New", **PACK},
    "/console/news/add/": {"kind": "incident", "title": "メールが遅れています", "text": "調べています。"},
    "/console/news/{news}/delete/": {},
    "/console/faq/add/": {"category": "mail", "question": "届きません", "answer": "お待ちください", "position": "1"},
    "/console/inquiries/{inquiry}/": {"text": "調べています。"},
    "/console/keys/add/": {"name": "監視", "role": "look"},
    "/console/operators/add/": {"login": "yamada", "role": "support"},
    "/console/operators/{login}/password/": {},
}
"""What is typed into each form that makes something, or ends it; the rest is as the page has it."""
HOMES = {
    **{Face.SITE: "/", Face.USER: "/user/", Face.WEBMAIL: "/mail/", Face.ADMIN: "/admin/"},
    **{Face.MYPAGE: "/mypage/", Face.CONSOLE: "/console/"},
}
# A draft is sent once: tests/journeys/test_webmail_writing.py. A link: chapters/cabinet/tests/test_cabinet.py.
ELSEWHERE = {"/mail/write/", "/user/cabinet/links/add/"}


def once_of(client: Client, page: str) -> str:
    return hidden(client, page)["once"]


def whose(office: Office, where: str) -> Client:
    made: dict[str, Callable[[], Client]] = {
        ADMINISTRATOR: lambda: member(office.made.administrator),
        USER: lambda: member(office.user),
        WEBMAIL: lambda: member(office.user),
        OPERATOR: operator,
        OWNER: lambda: owner(office),
        ANYBODY: browser,
    }
    return next(client() for begin, client in made.items() if where.startswith(begin))


def filled(office: Office, client: Client, route: str) -> tuple[str, dict[str, str]]:
    """A page's address, and its form as a browser sends it."""
    known = {**values(office), "password": office.user.password, "option": option().code}
    where, typed = route.format(**known), {name: text.format(**known) for name, text in CREATING[route].items()}
    page = client.get(where)
    if "step" in typed:  # asked once more before it is done
        first = form_with(page.content.decode(), *(typed.keys() - {"step"}))
        page = client.post(where, {**first, **typed, "step": "confirm"})
    return where, {**form_with(page.content.decode(), "once", *(typed.keys() - {"step"})), **typed}


@pytest.mark.parametrize("route", CREATING)
def test_a_form_sent_twice_is_done_once_and_answered_alike(ours: Office, route: str) -> None:
    client = whose(ours, route)
    where, sent = filled(ours, client, route)
    before = facts()
    first = client.post(where, sent, follow=True)
    done = facts()
    assert first.status_code == 200, re.findall("_error.*?<span>(.*?)<", first.content.decode(), re.DOTALL)
    assert done != before
    again = client.post(where, sent, follow=True)
    assert facts() == done
    assert (again.status_code, again.redirect_chain) == (200, first.redirect_chain)
    assert without_tokens(again) == without_tokens(first)


def without_tokens(answer: HttpResponse) -> str:
    return re.sub(r'name="(once|csrfmiddlewaretoken)" value="[^"]*"', "", answer.content.decode())


def test_every_form_that_adds_is_sent_twice() -> None:
    walked = {re.sub("{[a-z_]+}", "", route) for route in {*CREATING, *ELSEWHERE}}
    adding = {
        re.sub("<[a-z_:]+>", "", f"{HOMES[face]}{page.path}")
        for face in Face
        for _, page in pages(face)
        if page.name.startswith("add_") or page.path.endswith(("add/", "write/"))
    }
    assert adding <= walked


def test_whoever_goes_back_and_types_something_else_means_something_else(ours: Office) -> None:
    client = member(ours.made.administrator)
    where, sent = filled(ours, client, "/admin/accounts/add/")
    for name in ("tanaka", "sato"):
        assert name in client.post(where, {**sent, "local_part": name}).content.decode()
    assert Mailbox.objects.filter(local_part__in=("tanaka", "sato")).count() == 2


def test_an_answer_is_for_whoever_sent_the_form(ours: Office, theirs: Office) -> None:
    where, sent = filled(ours, member(ours.made.administrator), "/admin/accounts/add/")
    ours_says, theirs_says = (
        member(office.made.administrator).post(where, sent).content.decode() for office in (ours, theirs)
    )
    assert "tanaka@theirs.example" in theirs_says and shown(ours_says).isdisjoint(shown(theirs_says))


def test_what_is_kept_opens_with_the_forms_own_token_only_and_is_forgotten(ours: Office) -> None:
    where, sent = filled(ours, member(ours.made.administrator), "/admin/accounts/add/")
    (password,) = shown(member(ours.made.administrator).post(where, sent).content.decode())
    (kept,) = Outcome.objects.values()
    assert sent["once"] not in str(kept) and password not in str(kept)
    assert forget_old() == 0
    Outcome.objects.update(forgotten_at=timezone.now() - timedelta(seconds=1))
    assert forget_old() == 1
    assert "tanaka" in member(ours.made.administrator).post(where, sent).content.decode()
    assert not Outcome.objects.exists()  # refused: the name is taken


def hidden(client: Client, page: str) -> dict[str, str]:
    """What the page's form carries and nobody types."""
    found = dict(re.findall(r'name="(once|before|initial-\w+)" value="([^"]*)"', client.get(page).content.decode()))
    assert found, "the form carries nothing of its own"
    return found


def shown(text: str) -> set[str]:
    return set(PASSWORD.findall(text))


def test_an_account_added_twice_is_one_and_its_password_is_shown_again(ours: Office) -> None:
    client = member(ours.made.administrator)
    typed = {**MADE, "local_part": "Tanaka", "display_name": "田中", "once": once_of(client, "/admin/accounts/add/")}
    first, second = (client.post("/admin/accounts/add/", typed) for _ in range(2))
    assert first.status_code == second.status_code == 200
    (password,) = shown(first.content.decode())
    assert shown(second.content.decode()) == {password}
    made = Mailbox.objects.get(address="tanaka@ours.example")
    assert is_right(password, made.password_hash)


def test_another_form_for_the_same_name_is_refused_and_shows_no_password(ours: Office) -> None:
    client = member(ours.made.administrator)
    for number, status in ((1, 200), (2, 422)):
        typed = {**MADE, "local_part": "tanaka", "once": f"form-{number}"}
        answer = client.post("/admin/accounts/add/", typed)
        assert answer.status_code == status
    assert not shown(answer.content.decode())


def test_a_form_without_its_mark_gets_a_password_of_chance(ours: Office) -> None:
    client = member(ours.made.administrator)
    passwords = {
        frozenset(shown(client.post("/admin/accounts/add/", {**MADE, "local_part": f"u{n}"}).content.decode()))
        for n in range(3)
    }
    assert len(passwords) == 3


def test_a_password_made_twice_is_the_one_that_is_shown(ours: Office) -> None:
    client, address = member(ours.made.administrator), ours.user.mailbox.address
    where = f"/admin/accounts/{address}/password/"
    typed = {**MADE, "once": once_of(client, where)}
    first, second = (shown(client.post(where, typed).content.decode()) for _ in range(2))
    assert first == second
    (password,) = second
    assert browser().post("/login/", {"address": address, "password": password}).status_code == 302


def test_a_customer_added_twice_is_one_and_the_password_is_shown_again(ours: Office) -> None:
    desk = operator()
    typed = {
        "name": "株式会社新",
        "domain": "New.Example",
        "plan_code": "standard",
        "step": "add",
        "once": "the-same-form",
    }
    first, second = (desk.post("/console/customers/add/", typed) for _ in range(2))
    assert first.status_code == second.status_code == 200
    passwords = shown(first.content.decode())
    assert shown(second.content.decode()) == passwords and len(passwords) == 2
    assert Customer.objects.filter(domains__name="new.example").count() == 1
    number = Customer.objects.get(domains__name="new.example").number
    for where, login in (("/login/", {"address": "administrator@new.example"}), ("/mypage/login/", {"login": number})):
        answers = [browser().post(where, {**login, "password": password}).status_code for password in passwords]
        assert sorted(answers) == [302, 422]
    again = desk.post("/console/customers/add/", {**typed, "once": "another"})
    assert again.status_code == 422


def test_a_reissued_password_is_the_one_that_is_shown(ours: Office) -> None:
    desk = operator()
    where = f"/console/customers/{ours.made.customer.number}/reissue/"
    typed = {"once": once_of(desk, where)}
    first, second = (shown(desk.post(where, typed).content.decode()) for _ in range(2))
    assert first == second and len(second) == 1


def reload_later(client: Client, where: str, mailbox: Mailbox, **typed: str) -> HttpResponse:
    """Set a password on a page, have its owner choose another one, and send the page once more."""
    sent = {**hidden(client, where), **typed}
    first, again = (client.post(where, sent) for _ in range(2))
    assert first.status_code == again.status_code == 200
    assert shown(first.content.decode()) == shown(again.content.decode())
    assert Entry.objects.filter(action="account.set_password", subject=mailbox.address).count() == 1
    set_password(actor=SYSTEM, mailbox=mailbox, password="Jibun-no-aikotoba-5")
    reloaded = client.post(where, sent, follow=True)
    mailbox.refresh_from_db()
    assert is_right("Jibun-no-aikotoba-5", mailbox.password_hash)
    assert "今回は何も変更していません" in reloaded.content.decode()
    assert not shown(reloaded.content.decode())
    return reloaded


@pytest.mark.parametrize("typed", [MADE, TYPED], ids=["made", "typed"])
def test_a_page_reloaded_later_takes_away_no_password_that_its_owner_has_chosen(
    ours: Office, typed: dict[str, str]
) -> None:
    mailbox = ours.user.mailbox
    page = f"/admin/accounts/{mailbox.address}/"
    reloaded = reload_later(member(ours.made.administrator), f"{page}password/", mailbox, **typed)
    assert reloaded.redirect_chain == [(page, 302)]


def test_a_reissue_reloaded_later_takes_away_no_password_that_its_owner_has_chosen(ours: Office) -> None:
    page = f"/console/customers/{ours.made.customer.number}/"
    reloaded = reload_later(operator(), f"{page}reissue/", ours.made.administrator.mailbox)
    assert reloaded.redirect_chain == [(page, 302)]


def test_an_account_deleted_twice_is_gone_and_said_to_be(ours: Office) -> None:
    client, address = member(ours.made.administrator), ours.user.mailbox.address
    where = f"/admin/accounts/{address}/delete/"
    sent = {"address": address, "once": once_of(client, where)}
    for _ in range(2):
        answer = client.post(where, sent, follow=True)
        assert answer.redirect_chain == [("/admin/accounts/", 302)]
        assert "削除しました" in answer.content.decode()
    assert Entry.objects.filter(action="account.delete").count() == 1
    assert client.get(where).status_code == 404


def test_a_login_that_ends_while_a_form_is_filled_in_loses_nothing_but_passwords(ours: Office) -> None:
    client = member(ours.made.administrator)
    where, sent = filled(ours, client, "/admin/accounts/add/")
    sent |= {"local_part": "hanako", "display_name": '花子 "&<', "password_by": "typed", "password": "Kaban-to-kasa-77"}
    SignIn.objects.update(seen_at=timezone.now() - timedelta(hours=2))
    ended = client.post(where, sent)
    assert ended.status_code == 403 and "まだ保存されていません" in ended.content.decode()
    kept = form_with(ended.content.decode(), "local_part", "display_name")
    assert kept["display_name"] == '花子 "&<' and "password" not in kept and kept["once"] == sent["once"]
    assert client.post(where, kept).status_code == 403  # sent too early, it is still there
    login = {"address": ours.made.administrator.mailbox.address, "password": ours.made.administrator.password}
    assert client.post("/login/", login).status_code == 302
    page = client.post(where, kept)
    assert page.status_code == 422 and form_with(page.content.decode(), "local_part")["display_name"] == '花子 "&<'
    assert client.post(where, {**kept, "password": "Kaban-to-kasa-77"}).status_code == 200
    assert Mailbox.objects.get(local_part="hanako").display_name == '花子 "&<'

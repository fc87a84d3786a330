"""API keys: what a program may do by one, and when one ends."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from fumibako.api import door
from fumibako.chapters.identity.keys.models import Key
from fumibako.chapters.identity.keys.services import add_key
from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.mail.accounts import services as accounts
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.administrators.services import set_role
from fumibako.chapters.mail.bulk.jobs import import_accounts
from fumibako.groundwork.audit.actor import SYSTEM, Actor, Kind
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.publish import queries as publishing
from fumibako.groundwork.tenancy.models import Customer
from fumibako.machine.formats.passwords import is_right
from tests.contracts.people import Office, browser, member, operator

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B13")]
TOKEN = re.compile(r"fbk_[A-Za-z0-9_-]{43}")
Program = Callable[..., Any]


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "settled", lambda changes: "pending")


def program(token: str) -> Program:
    """Asks with that key, by way of nginx."""
    headers = {"x-forwarded-proto": "https", "host": "localhost", "x-real-ip": "203.0.113.9"}
    client = Client(headers={**headers, "authorization": f"Bearer {token}"})

    def ask(method: str, path: str, values: Any = None) -> Any:
        body = {} if method == "GET" else {"data": values or {}, "content_type": "application/json"}
        return getattr(client, method.lower())(f"/api/v1/{path}", **body)

    return ask


def key_of(login: Login, role: str) -> str:
    return add_key(actor=SYSTEM, login=login, name="夜間処理", role=role).token


def of_customer(office: Office, role: str) -> Program:
    return program(key_of(office.made.administrator.mailbox.login, role))


def of_operator(role: str) -> Program:
    operator()
    return program(key_of(Login.objects.get(kind=Login.Kind.OPERATOR), role))


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def test_a_key_is_made_in_the_menu_shown_once_and_stored_as_a_hash(ours: Office) -> None:
    client = member(ours.made.administrator)
    page = client.post("/admin/keys/add/", {"name": "勤怠システム", "role": "accounts"}).content.decode()
    (token,) = set(TOKEN.findall(page))
    assert token not in client.get("/admin/keys/").content.decode()
    assert token not in repr([*Key.objects.values(), *Entry.objects.values()])
    addresses = [account["address"] for account in program(token)("GET", "accounts").json()]
    assert addresses == ["administrator@ours.example", "suzuki@ours.example"]
    used = client.get("/admin/keys/").content.decode()
    assert "203.0.113.9" in used and "勤怠システム" in used and token[:10] in used


def test_a_revoked_key_opens_nothing(ours: Office) -> None:
    client, ask = member(ours.made.administrator), of_customer(ours, "everything")
    assert ask("GET", "accounts").status_code == 200
    shown = client.post(f"/admin/keys/{Key.objects.get().pk}/revoke/", follow=True)
    assert shown.redirect_chain == [("/admin/keys/", 302)]
    assert code(ask("GET", "accounts")) == (401, "unauthorized")
    assert Entry.objects.filter(action="key.revoke", customer_number=ours.made.customer.number).count() == 1


def test_another_customers_key_is_nobodys(ours: Office, theirs: Office) -> None:
    of_customer(theirs, "everything")
    client, key = member(ours.made.administrator), Key.objects.get()
    assert client.post(f"/admin/keys/{key.pk}/revoke/").status_code == 404
    assert "夜間処理" not in client.get("/admin/keys/").content.decode()
    assert Key.objects.filter(pk=key.pk).exists()


def test_the_provider_sees_and_revokes_every_key(ours: Office) -> None:
    of_customer(ours, "everything")
    desk, key = operator(), Key.objects.get()
    assert "administrator@ours.example" in desk.get("/console/keys/").content.decode()
    assert desk.post(f"/console/keys/{key.pk}/revoke/").status_code == 302
    (entry,) = Entry.objects.filter(action="key.revoke")
    assert (entry.actor, entry.customer_number) == ("desk", ours.made.customer.number)


@pytest.mark.parametrize("token", ["", "fbk_", "fbk_" + "A" * 43, "\xff", "x" * 5000])
def test_what_is_no_key_is_401_and_says_how(token: str) -> None:
    answer = program(token)("GET", "accounts")
    assert code(answer) == (401, "unauthorized")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_customers_key_reaches_nothing_of_anothers(ours: Office, theirs: Office) -> None:
    ask, other = of_customer(ours, "everything"), theirs.user.mailbox.address
    walk = [
        ("GET", f"accounts/{other}", {}, "no_such_account"),
        ("PATCH", f"accounts/{other}", {"display_name": "x"}, "no_such_account"),
        ("DELETE", f"accounts/{other}", {}, "no_such_account"),
        ("POST", f"accounts/{other}/password", {}, "no_such_account"),
        ("POST", f"accounts/{other}/suspend", {}, "no_such_account"),
        ("GET", f"accounts/{other}/forwarding", {}, "no_such_account"),
        ("PUT", f"accounts/{other}/forwarding", {"targets": ["a@out.example"]}, "no_such_account"),
        ("POST", "accounts", {"address": "new@theirs.example"}, "no_such_domain"),
        ("GET", "accounts?domain=theirs.example", {}, "no_such_domain"),
        ("POST", "accounts/export", {"domain": "theirs.example"}, "no_such_domain"),
        ("POST", "aliases", {"address": "info@theirs.example", "targets": [other]}, "no_such_domain"),
    ]
    before = list(Mailbox.objects.values())
    for method, path, values, refusal in walk:
        assert code(ask(method, path, values)) == (404, refusal), path
    taken = ask("POST", "aliases", {"address": "info@ours.example", "targets": [other]})
    assert code(taken) == (422, "not_an_account")
    assert [domain["domain"] for domain in ask("GET", "domains").json()] == ["ours.example"]
    assert list(Mailbox.objects.values()) == before


def test_what_is_the_providers_no_customers_key_does(ours: Office) -> None:
    ask, number = of_customer(ours, "everything"), ours.made.customer.number
    for method, path in (
        ("GET", "customers"),
        ("POST", f"customers/{number}/suspend"),
        ("DELETE", f"customers/{number}"),
        ("POST", "domains"),
        ("GET", "operators"),
        ("GET", "mail/held"),
    ):
        assert code(ask(method, path)) == (403, "provider_only"), path
    assert not Customer.objects.get().is_suspended


def test_a_role_that_only_looks_changes_nothing(ours: Office) -> None:
    address = ours.user.mailbox.address
    for ask in (of_customer(ours, "look"), of_operator("look")):
        assert ask("GET", f"accounts/{address}").json()["address"] == address
        for method, path, values in (
            ("PATCH", f"accounts/{address}", {"display_name": "x"}),
            ("POST", f"accounts/{address}/suspend", {}),
            ("POST", "accounts", {"address": "new@ours.example"}),
            ("DELETE", f"accounts/{address}", {}),
        ):
            assert code(ask(method, path, values)) == (403, "role_too_low"), path
    assert Mailbox.objects.get(address=address).display_name == ""


def test_a_role_for_the_web_sees_no_accounts(ours: Office) -> None:
    assert code(of_customer(ours, "web")("GET", "accounts")) == (403, "role_too_low")


def test_an_operators_key_does_what_the_console_does_but_makes_no_operators(ours: Office) -> None:
    ask = of_operator("everything")
    made = ask("POST", "customers", {"name": "株式会社新", "domain": "new.example"}).json()
    assert made["administrator"]["address"] == "administrator@new.example"
    changed = ask("PATCH", f"customers/{made['number']}", {"name": "新商事", "accounts_max": 7}).json()
    assert (changed["name"], changed["accounts_max"]) == ("新商事", 7)
    assert Entry.objects.filter(action="customer.add", actor="desk", details__key="夜間処理").count() == 1
    assert ask("DELETE", "customers/new.example").json() == {"number": made["number"]}
    for method, path in (("GET", "operators"), ("POST", "operators"), ("POST", "operators/desk/password")):
        assert code(ask(method, path)) == (403, "provider_only")


def test_a_change_of_which_a_part_is_refused_changes_nothing(ours: Office) -> None:
    ask = of_operator("everything")
    answer = ask("PATCH", "customers/ours.example", {"accounts_max": 7, "name": "x" * 300})
    assert code(answer) == (422, "bad_name")
    assert Customer.objects.get().contract.accounts_max != 7


def test_a_key_for_accounts_changes_no_administrator_though_its_maker_may(ours: Office) -> None:
    second = accounts.add_account(actor=SYSTEM, domain=ours.made.domain, local_part="second")
    set_role(actor=SYSTEM, mailbox=second.mailbox, role="accounts")
    assert of_customer(ours, "everything")("POST", "accounts/second@ours.example/password").status_code == 200
    ask = of_customer(ours, "accounts")
    before = Mailbox.objects.get(address="second@ours.example").password_hash
    refusal = code(ask("POST", "accounts/second@ours.example/password"))
    assert refusal == (403, "another_administrator")
    assert Mailbox.objects.get(address="second@ours.example").password_hash == before


def test_the_jobs_of_a_key_keep_its_role(ours: Office) -> None:
    """A list that is registered later may do no more than the key that brought it."""
    actor = Actor(Kind.ADMINISTRATOR, "administrator@ours.example", "", "夜間処理", "accounts")
    assert import_accounts.enqueue(actor=actor, upload="x").actor == actor


@pytest.mark.parametrize("end", ["suspended", "deleted", "no administrator", "customer suspended"])
def test_case_050_a_key_ends_with_whoever_made_it(ours: Office, end: str) -> None:
    mailbox = accounts.add_account(actor=SYSTEM, domain=ours.made.domain, local_part="second").mailbox
    set_role(actor=SYSTEM, mailbox=mailbox, role="everything")
    ask = program(key_of(mailbox.login, "everything"))
    assert ask("GET", "accounts").status_code == 200
    match end:
        case "suspended":
            accounts.suspend_account(actor=SYSTEM, mailbox=mailbox)
        case "deleted":
            accounts.delete_account(actor=SYSTEM, mailbox=mailbox)
        case "no administrator":
            set_role(actor=SYSTEM, mailbox=mailbox, role="")
        case _:
            Customer.objects.update(is_suspended=True)
    expected = (401, "unauthorized") if end == "deleted" else (403, "key_closed")
    assert code(ask("GET", "accounts")) == expected


def test_a_password_is_no_key(ours: Office) -> None:
    made = ours.made.administrator
    assert code(program(made.password)("GET", "accounts")) == (401, "unauthorized")
    answer = browser().get("/api/v1/accounts", headers={"authorization": "Basic YTpi"})
    assert code(answer) == (401, "unauthorized")


def test_a_forwarding_and_an_alias_are_set_by_a_program(ours: Office) -> None:
    ask, address = of_customer(ours, "accounts"), ours.user.mailbox.address
    there = f"accounts/{address}/forwarding"
    assert ask("GET", there).json() == {"address": address, "targets": [], "keeps_copy": True, "is_on": False}
    put = ask("PUT", there, {"targets": ["Suzuki@out.example"], "keeps_copy": False}).json()
    assert (put["targets"], put["keeps_copy"], put["is_on"]) == (["Suzuki@out.example"], False, True)
    assert code(ask("PUT", there, {"targets": [address]})) == (422, "loop_detected")
    assert ask("GET", there).json()["targets"] == ["Suzuki@out.example"]
    alias = ask("POST", "aliases", {"address": "Info@ours.example", "targets": ["suzuki"], "note": "代表"}).json()
    assert (alias["address"], alias["targets"]) == ("info@ours.example", [address])
    assert [one["address"] for one in ask("GET", "aliases").json()] == ["info@ours.example"]
    assert ask("DELETE", "aliases/info@ours.example").json()["address"] == "info@ours.example"
    assert code(ask("PUT", "aliases/info@ours.example", {"targets": []})) == (404, "no_such_alias")


def test_only_who_may_do_everything_makes_keys(ours: Office) -> None:
    for role, status in (("accounts", 404), ("web", 404), ("look", 403), ("", 404)):
        person = accounts.add_account(actor=SYSTEM, domain=ours.made.domain, local_part=f"with{role}")
        set_role(actor=SYSTEM, mailbox=person.mailbox, role=role)
        answer = member(person).post("/admin/keys/add/", {"name": "x", "role": "look"})
        assert answer.status_code == status, role
    assert not Key.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": "", "role": "look"}, "name"),
        ({"name": "x" * 61, "role": "look"}, "name"),
        ({"name": "x"}, "role"),
        ({"name": "x", "role": "root"}, "role"),
    ],
)
def test_a_key_without_a_name_or_a_role_is_not_made(ours: Office, typed: dict[str, str], field: str) -> None:
    answer = member(ours.made.administrator).post("/admin/keys/add/", typed)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Key.objects.exists()


def test_what_stands_before_the_api_speaks_json_too(ours: Office) -> None:
    ask = of_customer(ours, "look")
    assert code(ask("GET", "nothing/here")) == (404, "not_found")
    assert code(ask("GET", "accounts/%00")) == (400, "json")
    wrong_host = Client(headers={"host": "evil.example", "x-forwarded-proto": "https"}).get("/api/v1/accounts")
    assert code(wrong_host) == (400, "json")
    assert code(browser().get("/api/v2/")) == (404, "not_found")


def test_a_lost_database_is_told_in_json(ours: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    def away(token: str) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(door, "key_of", away)
    client = Client(headers={"host": "localhost", "authorization": "Bearer x"}, raise_request_exception=False)
    answer = client.get("/api/v1/accounts")
    assert code(answer) == (503, "away")
    assert answer.headers["Retry-After"] == "60"


def test_words_come_in_the_language_asked_for(ours: Office) -> None:
    client = browser()
    english = client.get("/api/v1/accounts").json()["error"]["message"]
    japanese = client.get("/api/v1/accounts", headers={"accept-language": "ja"}).json()["error"]["message"]
    assert "API key" in english and "APIキー" in japanese


def test_passwords_made_by_a_key_hold(ours: Office) -> None:
    ask = of_customer(ours, "everything")
    made = ask("POST", "accounts", {"address": "tanaka@ours.example"}).json()
    assert is_right(made["password"], Mailbox.objects.get(address="tanaka@ours.example").password_hash)

"""The JSON API: what is not declared, what is not understood, what is too much."""

import itertools
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from fumibako.api.urls import RESOURCES
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.groundwork.tenancy.models import Customer
from tests.contracts import declared
from tests.contracts.people import Office, browser, facts, member, operator

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B13")]

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE")
DECLARED = {
    "access/<domain>": {"GET", "POST"},
    "access/<domain>/<restriction>": {"PATCH", "DELETE"},
    "access/<domain>/<restriction>/users": {"POST"},
    "access/<domain>/<restriction>/users/<name>": {"DELETE"},
    "access/<domain>/<restriction>/users/<name>/password": {"POST"},
    "audit": {"GET"},
    "branding": {"GET", "PATCH"},
    "certificates": {"GET"},
    "certificates/<host>": {"GET", "PUT", "PATCH", "DELETE"},
    "certificates/<host>/names": {"GET"},
    "certificates/<host>/request": {"POST"},
    "certificates/<host>/order": {"POST"},
    "backups/<domain>": {"GET", "POST"},
    "backups/<domain>/jobs/<job>": {"GET"},
    "backups/<domain>/<backup>": {"DELETE"},
    "backups/<domain>/<backup>/restore": {"POST"},
    "customers": {"GET", "POST"},
    "customers/<name>": {"GET", "PATCH", "DELETE"},
    "customers/<name>/suspend": {"POST"},
    "customers/<name>/resume": {"POST"},
    "customers/<name>/unlock": {"POST"},
    "databases/<domain>": {"GET", "POST"},
    "databases/<domain>/dumps/<job>": {"GET"},
    "databases/<domain>/<database>": {"DELETE"},
    "databases/<domain>/<database>/password": {"POST"},
    "databases/<domain>/<database>/users": {"POST"},
    "databases/<domain>/<database>/users/<name>": {"DELETE"},
    "databases/<domain>/<database>/users/<name>/password": {"POST"},
    "databases/<domain>/<database>/dump": {"POST"},
    "files/<domain>/uploads": {"POST"},
    "files/<domain>/uploads/part": {"POST"},
    "files/<domain>/uploads/forget": {"POST"},
    "dns/<domain>": {"GET", "POST"},
    "dns/<domain>/records/<record>": {"PATCH", "DELETE"},
    "dns/<domain>/restore": {"POST"},
    "dns/<domain>/history": {"GET"},
    "dns/<domain>/go-back": {"POST"},
    "dns/<domain>/dnssec": {"GET", "PUT"},
    "dns/<domain>/dnssec/new-key": {"POST"},
    "dns/<domain>/dnssec/entered": {"POST"},
    "demo": {"GET"},
    "domains": {"GET", "POST"},
    "domains/<domain>": {"DELETE"},
    "domains/<domain>/records": {"GET", "POST"},
    "domains/<domain>/records/publish": {"POST"},
    "domains/<domain>/dkim-key": {"POST"},
    "domains/<domain>/reports": {"GET"},
    "domains/<domain>/usage": {"GET"},
    "domains/<domain>/catch-all": {"GET", "PUT"},
    "domains/<domain>/limits": {"GET", "PUT"},
    "domains/<domain>/login-places": {"GET", "PUT"},
    "accounts/<address>/limits": {"GET", "PUT", "DELETE"},
    "accounts/<address>/limits/release": {"POST"},
    "accounts/<address>/login-places": {"GET", "PUT", "DELETE"},
    "mail/moves": {"POST"},
    "mail/moves/<job>": {"GET"},
    "accounts": {"GET", "POST"},
    "accounts/<address>": {"GET", "PATCH", "DELETE"},
    "accounts/<address>/forwarding": {"GET", "PUT"},
    "accounts/<address>/password": {"POST"},
    "accounts/<address>/suspend": {"POST"},
    "accounts/<address>/resume": {"POST"},
    "accounts/<address>/unlock": {"POST"},
    "accounts/export": {"POST"},
    "accounts/import": {"POST"},
    "accounts/import/check": {"POST"},
    "accounts/import/<job>": {"GET"},
    "shared": {"GET", "POST"},
    "accounts/<address>/sharing": {"GET", "PUT", "DELETE"},
    "aliases": {"GET", "POST"},
    "aliases/<alias>": {"PUT", "DELETE"},
    "news": {"GET", "POST"},
    "orders": {"GET"},
    "orders/<order>/approve": {"POST"},
    "orders/<order>/refuse": {"POST"},
    "overseas/<domain>": {"GET", "PUT"},
    "plans": {"GET"},
    "plans/<plan>": {"PATCH"},
    "subdomains/<domain>": {"GET", "POST"},
    "subdomains/<domain>/<subdomain>": {"PATCH", "DELETE"},
    "texts": {"GET"},
    "texts/<notice>/<language>": {"GET", "PUT", "DELETE"},
    "operators": {"GET", "POST"},
    "operators/<login>": {"PATCH", "DELETE"},
    "operators/<login>/password": {"POST"},
    "operators/<login>/suspend": {"POST"},
    "operators/<login>/resume": {"POST"},
    "operators/<login>/unlock": {"POST"},
    "mail/held": {"GET"},
    "mail/held/<queue_id>/release": {"POST"},
    "mail/trace": {"GET"},
    "logins": {"GET"},
    "accounts/<address>/copies": {"GET", "POST"},
    "accounts/<address>/auto-reply": {"GET", "PUT"},
    "accounts/<address>/spam": {"GET", "PUT"},
    "accounts/<address>/spam-filter": {"GET", "PUT"},
    "accounts/<address>/spam-filter/<account_own_rule>": {"PUT"},
    "accounts/<address>/sorting": {"GET", "PUT"},
    "accounts/<address>/sorting/<account_sorting_rule>": {"PUT"},
    "accounts/<address>/old-mail": {"GET", "PUT", "DELETE"},
    "accounts/<address>/approval": {"GET", "PUT", "DELETE"},
    "domains/<domain>/spam": {"GET", "PUT"},
    "domains/<domain>/common-filter": {"GET", "PUT"},
    "domains/<domain>/common-filter/<common_rule>": {"PUT"},
    "domains/<domain>/virus": {"GET", "PUT"},
    "domains/<domain>/retention": {"GET", "PUT"},
    "domains/<domain>/cabinet": {"GET", "PUT"},
    "domains/<domain>/cabinet/accounts": {"PUT"},
    "domains/<domain>/cabinet/log": {"GET"},
    "accounts/<address>/cabinet-links": {"GET"},
    "accounts/<address>/cabinet-links/<link>": {"DELETE"},
    "domains/<domain>/sent-mail": {"GET"},
    "domains/<domain>/sent-mail/<pack>/<place>": {"GET"},
    "domains/<domain>/misdelivery": {"GET", "PUT"},
}
ROUTES = [str(entry.pattern) for entry in RESOURCES]


@pytest.fixture
def ours(ours: Office) -> Office:
    declared.values(ours)  # what stands in the addresses is there before the walk
    return ours


def path(route: str, office: Office) -> str:
    for name, value in {**declared.values(office), "name": office.made.customer.number}.items():
        route = route.replace(f"<{name}>", value)
    return route


def test_every_route_is_known_here() -> None:
    assert sorted(DECLARED) == sorted(ROUTES)


def test_case_025_what_a_route_does_not_declare_is_405(program: Callable[..., Any], ours: Office) -> None:
    paths = {route: path(route, ours) for route in ROUTES}
    before = facts()
    for route, method in itertools.product(ROUTES, METHODS):
        if method not in DECLARED[route] and not (method == "HEAD" and "GET" in DECLARED[route]):
            answer = program(method, paths[route])
            assert (answer.status_code, answer.json()["error"]["code"]) == (405, "method"), (route, method)
            assert set(answer.headers["Allow"].split(", ")) == DECLARED[route], route
    assert facts() == before


def test_case_025_nobody_but_root_on_the_admin_socket_is_answered(ours: Office) -> None:
    """By whatever method, and whoever is logged in on the portal; what looks like a proof in a header is none."""
    proofs = {"x-real-ip": "127.0.0.1", "authorization": "Basic cm9vdDo=", "gunicorn.socket": "x", "x-admin": "1"}
    clients = (browser(), member(ours.user), member(ours.made.administrator), operator())
    paths = {route: f"/api/v1/{path(route, ours)}" for route in ROUTES}
    before = facts()
    for route, client, method in itertools.product(ROUTES, clients, METHODS):
        answer = client.generic(method, paths[route], headers=proofs)
        assert answer.status_code == 401, (route, method)
        assert method == "HEAD" or answer.json()["error"]["code"] == "unauthorized", (route, method)
    assert facts() == before


@pytest.mark.parametrize(
    "more",
    [
        {"domain_id": 1},
        {"is_administrator": True},
        {"is_staff": True},
        {"owner": "W000000001"},
        {"plan": "standard"},
        {"mailbox": 1},
        {"password_hash": "x"},
    ],
    ids=str,
)
def test_case_044_a_field_that_nobody_asked_for_is_refused(
    program: Callable[..., Any], ours: Office, theirs: Office, more: dict[str, Any]
) -> None:
    before = facts()
    address = ours.user.mailbox.address
    for method, where, values in (
        ("POST", "accounts", {"address": "new@ours.example"}),
        ("POST", f"accounts/{address}/password", {"password": "Kaban-to-kasa-77"}),
        ("POST", f"accounts/{address}/suspend", {}),
        ("POST", f"accounts/{address}/resume", {}),
        ("DELETE", f"accounts/{address}", {}),
        ("POST", "customers/ours.example/suspend", {}),
        ("POST", "customers", {"name": "x", "domain": "new.example"} if "plan" not in more else {"is_staff": True}),
    ):
        answer = program(method, where, {**values, **more})
        assert answer.status_code == 422, (where, answer.content)
        assert answer.json()["error"]["code"] in ("unknown_value", "missing_value")
    assert facts() == before


def test_case_044_a_forms_foreign_fields_change_nothing_of_anybody(ours: Office, theirs: Office) -> None:
    client = member(ours.made.administrator)
    stolen = {
        "domain": theirs.made.domain.pk,
        "address": theirs.user.mailbox.address,
        "mailbox": theirs.user.mailbox.pk,
        "is_administrator": "on",
        "is_suspended": "on",
        "password_hash": "x",
    }
    where = f"/admin/accounts/{ours.user.mailbox.address}/"
    before = Mailbox.objects.filter(domain=theirs.made.domain).order_by("pk").values()
    there = list(before)
    assert client.post(where, {"display_name": "新", "quota_bytes": "10", **stolen}).status_code == 302
    mine = Mailbox.objects.get(pk=ours.user.mailbox.pk)
    assert (mine.display_name, mine.is_administrator, mine.is_suspended) == ("新", False, False)
    assert mine.domain == ours.made.domain
    typed = {"targets": "a@out.example", "is_on": "on", "mailbox": theirs.user.mailbox.pk}
    assert member(ours.user).post("/user/forwarding/", typed).status_code == 302
    assert list(before.all()) == there
    assert not hasattr(Mailbox.objects.get(pk=theirs.user.mailbox.pk), "forwarding")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({}, "missing_value"),
        ({"address": None}, "wrong_value"),
        ({"address": ["a@ours.example"]}, "wrong_value"),
        ({"address": {"$ne": ""}}, "wrong_value"),
        ({"address": 1}, "wrong_value"),
        ({"address": "a@ours.example", "quota_bytes": "1"}, "wrong_value"),
        ({"address": "a@ours.example", "quota_bytes": True}, "wrong_value"),
        ({"address": "a@ours.example", "quota_bytes": 1.5}, "wrong_value"),
        ({"address": "a@ours.example", "quota_bytes": -1}, "bad_quota"),
        ({"address": "a@ours.example", "quota_bytes": 10**40}, "bad_quota"),
        ({"address": "a@ours.example", "display_name": "\ud800"}, "wrong_value"),
        ({"address": "a@ours.example", "password": ""}, "password_short"),
        ({"address": "a@ours.example", "password": []}, "wrong_value"),
        ({"address": "a@nobodys.example"}, "no_such_domain"),
    ],
    ids=str,
)
def test_a_value_of_the_wrong_kind_is_refused_by_its_name(
    program: Callable[..., Any], ours: Office, values: dict[str, Any], code: str
) -> None:
    answer = program("POST", "accounts", values)
    assert answer.json()["error"]["code"] == code
    assert answer.status_code in (404, 422)


@pytest.mark.parametrize("password", ["", [], {}, 0, None, "kurz"], ids=repr)
def test_case_056_an_empty_or_foreign_password_is_none(
    program: Callable[..., Any], ours: Office, password: object
) -> None:
    """null asks for a generated one; nothing else does."""
    answer = program("POST", f"accounts/{ours.user.mailbox.address}/password", {"password": password})
    assert answer.status_code == (200 if password is None else 422)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("[" * 10_000, 400),
        ('{"a":' * 10_000 + "1" + "}" * 10_000, 400),
        ("[" * 10_000 + "]" * 10_000, 400),
        ("[1]", 400),
        ("null", 400),
        ("{", 400),
        ("\udcff".encode(errors="surrogateescape").decode("latin-1"), 400),
        ('{"address": ' + "9" * 5000 + "}", 400),
        ('{"address": "' + "a" * 3_000_000 + '"}', 413),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_case_124_json_that_is_too_deep_too_large_or_none_is_refused(
    program: Callable[..., Any], ours: Office, body: str, status: int
) -> None:
    for where in ("accounts", "customers", "customers/ours.example/suspend"):
        answer = program("POST", where, raw=body)
        assert answer.status_code == status
        assert answer.json()["error"]["code"] in ("json", "too_large")
    assert Customer.objects.filter(is_suspended=True).count() == 0


def test_case_124_ten_thousand_parameters_are_refused(program: Callable[..., Any], ours: Office) -> None:
    query = "&".join(f"a{number}=1" for number in range(10_000))
    assert program("GET", f"accounts?{query}").status_code == 400
    page = member(ours.made.administrator).get(f"/admin/accounts/?{query}")
    assert page.status_code == 400
    assert browser().get(f"/login/?{query}").status_code == 400


@pytest.mark.parametrize("where", ["/login/", "/console/login/", "/preferences/"])
def test_case_124_a_form_of_1001_fields_or_ten_megabytes_or_of_no_form_is_refused(where: str) -> None:
    client, form = browser(), "application/x-www-form-urlencoded"
    assert client.post(where, {f"f{number}": "1" for number in range(1001)}).status_code == 400
    assert client.post(where, "address=" + "x" * 10_000_000, content_type=form).status_code == 400
    for broken in ("multipart/form-data", "multipart/form-data; boundary=" + "x" * 300):
        assert client.post(where, b"--x", content_type=broken).status_code == 400
    bomb, told = b"\x1f\x8b\x08" + b"\0" * 1000, {"content-encoding": "gzip"}
    assert client.post(where, bomb, content_type=form, headers=told).status_code in (302, 422)  # nothing is unpacked


@pytest.mark.parametrize(
    "body", ["[" * 8000, '{"csp-report": ' * 500, "[]", "null", '{"csp-report": []}', "\xff\xfe", ""], ids=repr
)
def test_case_124_a_report_that_is_none_is_refused(body: str) -> None:
    assert Client().post("/csp-report", body, content_type="application/csp-report").status_code == 400


def test_reports_are_taken_in_a_few_a_minute() -> None:
    report = json.dumps({"csp-report": {"document-uri": "https://x/"}})
    for _ in range(50):
        assert Client().post("/csp-report", report, content_type="application/csp-report").status_code == 204


@pytest.mark.feature("E6")
def test_an_operator_is_made_by_command_and_logs_in(program: Callable[..., Any]) -> None:
    made = program("POST", "operators", {"login": "yamada"}).json()
    typed = {"login": "yamada", "password": made["password"]}
    assert browser().post("/console/login/", typed).headers["Location"] == "/console/"
    for login, code in (("yamada", "login_taken"), ("山田", "bad_login"), ("a@b.example", "bad_login")):
        answer = program("POST", "operators", {"login": login})
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)


@pytest.mark.feature("E6")
def test_an_operator_is_suspended_and_resumed_by_command(program: Callable[..., Any]) -> None:
    desk = operator()
    program("POST", "operators", {"login": "others"})
    assert program("POST", "operators/DESK/suspend").json()["is_suspended"]
    suspended = {row["login"]: row["is_suspended"] for row in program("GET", "operators").json()}
    assert suspended == {"desk": True, "others": False}
    assert not enters(desk)
    assert not program("POST", "operators/desk/resume").json()["is_suspended"]
    assert not enters(desk)  # its sessions do not come back


@pytest.mark.feature("E6")
def test_an_operator_is_given_another_password_by_command(program: Callable[..., Any]) -> None:
    desk = operator()
    made = program("POST", "operators/desk/password").json()["password"]
    assert not enters(desk)
    typed = {"login": "desk", "password": made}
    assert browser().post("/console/login/", typed).headers["Location"] == "/console/"
    answer = program("POST", "operators/desk/password", {"password": "short"})
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "password")


@pytest.mark.feature("E6")
@pytest.mark.parametrize("action", ["password", "suspend", "resume"])
def test_an_operator_that_is_not_there_is_refused(program: Callable[..., Any], action: str) -> None:
    answer = program("POST", f"operators/nobody/{action}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "no_such_operator")


def enters(desk: Client) -> bool:
    return bool(desk.get("/console/").status_code == 200)


def test_a_given_password_is_not_repeated_and_a_generated_one_is_told(
    program: Callable[..., Any], ours: Office
) -> None:
    domain, given = ours.made.domain.name, {"password": "Kaban-to-kasa-77"}
    asked = {
        "accounts": {"address": f"jiro@{domain}"},
        f"accounts/jiro@{domain}/password": {},
        "operators": {"login": "jiro"},
        "operators/jiro/password": {},
    }
    for where, values in asked.items():
        assert len(program("POST", where, values).json()["password"]) > 15
    asked["accounts"], asked["operators"] = {"address": f"saburo@{domain}"}, {"login": "saburo"}
    for where, values in asked.items():
        answer = program("POST", where, {**values, **given})
        assert answer.status_code == 200
        assert given["password"] not in answer.content.decode()

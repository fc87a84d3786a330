"""Hostile domain names, addresses and other names, at every door that takes one: refused, nothing written, nothing run.

The commands' door is the API's (fumibako.cli.asking); tests/journeys/test_commands.py goes through it from outside.
"""

import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.groundwork.tenancy.models import Domain
from tests.contracts.people import MADE, Office, facts_besides_logins, member, operator

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B1", "E1")]

DOMAINS = (
    "a.example\nvictim.example evil",
    "a.example\r\nb",
    "a.example\0",
    "../../etc/x",
    "./t.com",
    "foo/bar",
    "t..com",
    ".t.com",
    "t.com..",
    "/etc/passwd",
    "-rf.example",
    "rf-.example",
    "com",
    "198.51.100.1",
    "[198.51.100.1]",
    "x" * 64 + ".example",
    ".".join(["x" * 49] * 5) + ".jp22",
    "y" * 100_000,
    "xn--.example",
    "xn--a.example",
    "xn--99999999999.example",
    "a_b.example",
    "a b.example",
    "a.example;id",
    "$(id).example",
    "a@b.example",
    "a\u202e.example",
)
LOCAL_PARTS = (
    "$(id)",
    "`id`",
    ";id",
    "|id",
    "--help",
    "-x",
    '"a b"',
    "a b",
    "a@b",
    "a@b@c",
    "a\0",
    "a\r\nb",
    "x" * 65,
    "y" * 100_000,
    "../x",
    "a/b",
    ".a",
    "a.",
    "a..b",
    "a'b",
    "a\\b",
    "a%b",
    "a!b",
    "a+b",
    "鈴木",
)
FOREIGN = ("$(id)", "`id`", "|id", "--help", '"a b"', "a@b", "a%b", "a!b", "a\0", "x" * 65, "@x:a", "<a>")

_started: list[str] = []
_is_watched = False


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if _is_watched and event in ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.fork"):
        _started.append(f"{event} {arguments[:2]}")


sys.addaudithook(_note)


@pytest.fixture
def unmoved() -> Iterator[None]:
    """Afterwards everything is as before: rows, publications; and no process was started."""
    global _is_watched
    before = facts_besides_logins()
    _started.clear()
    _is_watched = True
    yield
    _is_watched = False
    assert facts_besides_logins() == before
    assert _started == []


def test_the_watch_over_processes_sees_one() -> None:
    """Without this, the tests below could not fail."""
    import subprocess

    global _is_watched
    _is_watched = True
    subprocess.run(("true",), check=True)
    _is_watched = False
    assert _started


@pytest.mark.parametrize("domain", DOMAINS, ids=lambda name: repr(name[:30]))
def test_case_002_a_hostile_domain_is_refused_by_form_and_api(
    program: Callable[..., Any], ours: Office, unmoved: None, domain: str
) -> None:
    """Case 1 as well: no second line of anything."""
    page = operator().post("/console/customers/add/", {"name": "x", "domain": domain, "plan_code": "standard"})
    assert page.status_code == 422
    answer = program("POST", "customers", {"name": "x", "domain": domain})
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] in ("bad_domain", "wrong_value")
    assert program("POST", "accounts", {"address": f"taro@{domain}"}).status_code == 422
    assert not Domain.objects.exclude(pk=ours.made.domain.pk).exists()


@pytest.mark.parametrize(("language", "words"), [("ja", "ドメイン名として正しく"), ("en", "This is not a domain name")])
def test_a_wrong_domain_is_refused_as_a_domain_at_both_doors(
    program: Callable[..., Any], unmoved: None, language: str, words: str
) -> None:
    typed, told = {"name": "x", "domain": "foo", "plan_code": "standard"}, {"accept-language": language}
    page = operator().post("/console/customers/add/", typed, headers=told)
    assert words in page.content.decode()
    answer = program("POST", "customers", {"name": "x", "domain": "foo"}, headers=told)
    error = answer.json()["error"]
    assert error["message"].startswith(words) and (error["code"], error["field"]) == ("bad_domain", "domain")


def test_the_servers_own_name_is_no_customers_domain(program: Callable[..., Any], unmoved: None) -> None:
    """Bounces of everybody's forwarded mail come to it: suspended, it would end them all."""
    own = settings.FUMIBAKO.hostname
    typed = {"name": "x", "domain": own.upper(), "plan_code": "standard"}
    assert "このメールサーバー自身の名前" in operator().post("/console/customers/add/", typed).content.decode()
    error = program("POST", "customers", {"name": "x", "domain": own}).json()["error"]
    assert (error["code"], error["field"]) == ("servers_own_name", "domain")


@pytest.mark.parametrize("local_part", LOCAL_PARTS, ids=lambda name: repr(name[:30]))
def test_case_003_a_hostile_local_part_is_refused_by_form_and_api(
    program: Callable[..., Any], ours: Office, unmoved: None, local_part: str
) -> None:
    page = member(ours.made.administrator).post("/admin/accounts/add/", {**MADE, "local_part": local_part})
    assert page.status_code == 422
    answer = program("POST", "accounts", {"address": f"{local_part}@ours.example"})
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] in ("address_local_part", "address_control", "address_shape", "wrong_value")


@pytest.mark.parametrize("local_part", FOREIGN, ids=repr)
def test_case_003_a_hostile_forwarding_target_is_refused(ours: Office, unmoved: None, local_part: str) -> None:
    typed = {"targets": f"{local_part}@out.example", "is_on": "on", "keeps_copy": "on"}
    assert member(ours.user).post("/user/forwarding/", typed).status_code == 422


@pytest.mark.parametrize("name", ["abuse", "Postmaster", "noreply", "administrator", "root", "virus-check"])
def test_a_reserved_name_is_kept_for_the_service(
    program: Callable[..., Any], ours: Office, unmoved: None, name: str
) -> None:
    assert member(ours.made.administrator).post("/admin/accounts/add/", {**MADE, "local_part": name}).status_code == 422
    assert program("POST", "accounts", {"address": f"{name}@ours.example"}).json()["error"]["code"] == "reserved_name"


HIDING = ("a\nb", "a\rb", "a\0b", "a\x1b[2Jb", "a\u202eb", "a\u2028b", "a\ufeffb", "\ue000", "x" * 4096)


@pytest.mark.parametrize("name", HIDING)
def test_case_004_a_display_name_and_a_company_name_are_one_printable_line(
    program: Callable[..., Any], ours: Office, unmoved: None, name: str
) -> None:
    typed = {**MADE, "local_part": "new", "display_name": name}
    assert member(ours.made.administrator).post("/admin/accounts/add/", typed).status_code == 422
    answer = program("POST", "accounts", {"address": "new@ours.example", "display_name": name})
    assert answer.json()["error"]["code"] in ("bad_display_name", "wrong_value")
    answer = program("POST", "customers", {"name": name, "domain": "new.example"})
    assert answer.status_code == 422


@pytest.mark.parametrize("name", ["'", '"', "\\", "{}", ";#$", "<b>&amp;", "髙橋 ①"])
def test_case_004_a_display_name_that_means_something_elsewhere_stays_exactly_itself(
    program: Callable[..., Any], ours: Office, name: str
) -> None:
    made = program("POST", "accounts", {"address": "new@ours.example", "display_name": name})
    assert made.json()["display_name"] == name
    listed = program("GET", "accounts?domain=ours.example").json()
    assert [account["display_name"] for account in listed if account["address"] == "new@ours.example"] == [name]


WRITTEN = ("鈴木　一郎", "葛󠄀城", "👩‍💼 総務", "Café  Ōsaka")  # U+3000, a variant, a joiner, U+00A0


@pytest.mark.parametrize("name", WRITTEN)
def test_a_name_is_taken_as_people_write_it(program: Callable[..., Any], ours: Office, name: str) -> None:
    client = member(ours.made.administrator)
    typed = {**MADE, "local_part": "typed", "display_name": name}
    assert client.post("/admin/accounts/add/", typed).status_code == 200
    account = program("POST", "accounts", {"address": "asked@ours.example", "display_name": name})
    assert account.json()["display_name"] == name
    assert Mailbox.objects.get(local_part="typed").display_name == name
    typed = {"name": f"株式会社{name}", "domain": "typed.example", "plan_code": "standard", "step": "add"}
    assert operator().post("/console/customers/add/", typed).status_code == 200
    customer = program("POST", "customers", {"name": f"株式会社{name}", "domain": "asked.example"})
    assert customer.json()["name"] == f"株式会社{name}"

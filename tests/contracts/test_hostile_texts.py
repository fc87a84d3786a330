"""What strangers can write into names, headers and addresses is shown as text, searched as text, and leads nowhere."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from fumibako.chapters.console.health import views as health
from fumibako.chapters.identity.logins.models import SignIn
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.groundwork.publish.models import Publication
from tests.contracts.people import Office, browser, make, member, operator

pytestmark = [pytest.mark.django_db, pytest.mark.feature("A2", "E6")]
HOSTILE = (
    """<script>alert(1)</script><img src=x onerror=alert(1)>'"`{{ 7 }}{% now %}</title></textarea>&lt;javascript:x"""
)
RAW = ("<script>alert", "<img src=x", "</textarea>&lt;")


def is_inert(text: str) -> bool:
    return not any(piece in text for piece in RAW)


def test_the_look_for_raw_markup_sees_it() -> None:
    assert not is_inert(HOSTILE)


def test_case_051_the_operator_sees_names_and_daemons_words_as_text(
    ours: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = make(HOSTILE, "hostile.example")
    Mailbox.objects.filter(pk=hostile.user.mailbox.pk).update(display_name=HOSTILE[:100])
    words = f"sievec: {HOSTILE}: HELO {HOSTILE}, Subject: {HOSTILE}"
    for outcome in ("refused", "pending"):
        row = {"aspect": "sieve", "key": f"{outcome}{HOSTILE}", "message": words, "outcome": outcome}
        Publication.objects.create(**row, requested_at=timezone.now(), settled_at=timezone.now())
    seen = tmp_path / "health.json"
    line = {"condition": HOSTILE, "detail": HOSTILE}
    seen.write_text(json.dumps({"at": timezone.now().isoformat(), "services": {HOSTILE: line, "postfix": line}}))
    monkeypatch.setattr(health, "_report", lambda: health.read(seen, timezone.now()))
    desk = operator()
    pages = ["", "customers/", "health/", f"customers/{hostile.made.customer.number}/", f"customers/?search={HOSTILE}"]
    for page in pages:
        answer = desk.get(f"/console/{page}")
        assert answer.status_code == 200
        assert is_inert(answer.content.decode()), page
        assert page != "health/" or "&lt;script&gt;alert" in answer.content.decode()


def test_case_051_a_browsers_name_and_a_typed_login_are_text(ours: Office) -> None:
    client = member(ours.user)
    SignIn.objects.update(browser=HOSTILE, remote=HOSTILE[:64])
    assert is_inert(client.get("/user/sessions/").content.decode())
    for client, page, name in ((browser(), "/login/", "address"), (browser(), "/console/login/", "login")):
        typed = client.post(f"{page}?next={HOSTILE}", {name: HOSTILE, "password": HOSTILE, "next": HOSTILE})
        assert typed.status_code == 422
        assert is_inert(typed.content.decode())


def test_case_051_what_an_administrator_types_is_text(ours: Office) -> None:
    client = member(ours.made.administrator)
    Mailbox.objects.filter(pk=ours.user.mailbox.pk).update(display_name=HOSTILE[:100])
    for page in ("", f"{ours.user.mailbox.address}/", f"?search={HOSTILE}", f"?sort={HOSTILE}", f"?status={HOSTILE}"):
        assert is_inert(client.get(f"/admin/accounts/{page}").content.decode()), page
    for typed in ({"local_part": HOSTILE, "password_by": HOSTILE}, {"display_name": HOSTILE, "quota_bytes": HOSTILE}):
        assert is_inert(client.post("/admin/accounts/add/", typed).content.decode())
    assert is_inert(member(ours.user).post("/user/forwarding/", {"targets": HOSTILE, "is_on": "on"}).content.decode())
    assert is_inert(client.get(f"/nothing/{HOSTILE}").content.decode())


HOSTS = ("evil.example", "localhost.evil.example", "localhost:1@evil.example", "localhost@evil.example", "", " ")


@pytest.mark.parametrize("host", HOSTS, ids=repr)
def test_case_052_another_host_name_is_answered_400(ours: Office, host: str) -> None:
    client = Client(headers={"x-forwarded-proto": "https", "host": host})
    for page in ("/", "/login/", "/admin/", "/nothing/"):
        answer = client.get(page)
        assert answer.status_code == 400
        assert b"evil" not in answer.content


@pytest.mark.parametrize("header", ["x-forwarded-host", "forwarded", "x-host", "x-original-host", "x-rewrite-url"])
def test_case_052_no_header_makes_a_link_of_ours_lead_elsewhere(ours: Office, header: str) -> None:
    claim = {header: "host=evil.example" if header == "forwarded" else "evil.example"}
    for page in ("/", "/login/", "/admin/", "/user/"):
        answer = browser().get(page, headers=claim)
        assert "evil.example" not in answer.content.decode() + str(answer.headers)
    assert settings.FUMIBAKO.site_url.startswith("https://")


def test_case_125_a_search_is_for_the_text_itself(ours: Office) -> None:
    client = member(ours.made.administrator)
    Mailbox.objects.filter(pk=ours.user.mailbox.pk).update(display_name="100%_\\ 鈴木")

    def found(search: str) -> bool:
        answer = client.get("/admin/accounts/", {"search": search})
        assert answer.status_code == 200
        return ours.user.mailbox.address in answer.content.decode().partition("<tbody>")[2]

    for search in ("%", "_", "\\", "100%", "%_\\", "鈴木", "SUZUKI", "uzuk", "suzuki@ours"):
        assert found(search), search
    for search in (
        "s%i",
        "s_zuki",
        "suzuki_",
        "%%",
        "__",
        "\\%",
        "[a-z]",
        "*",
        "' OR 1=1 --",
        "鈴%",
        "ours",
        "example",
    ):
        assert not found(search), search


@pytest.mark.parametrize("text", ["%_\\" * 3500, "a " * 5000, "%" * 10_240, "(a+)+$" * 1700, "\\" * 10_240])
def test_case_125_a_search_of_ten_kilobytes_finds_nothing_and_harms_nothing(ours: Office, text: str) -> None:
    for client, page in ((member(ours.made.administrator), "/admin/accounts/"), (operator(), "/console/customers/")):
        answer = client.get(page, {"search": text, "sort": text[:50], "page": "9" * 99})
        assert answer.status_code == 200


@pytest.mark.parametrize("page", ["/admin/accounts/a%00b/", "/admin/accounts/?search=%00", "/console/customers/%00/"])
def test_an_address_with_a_nul_is_answered_400(ours: Office, page: str) -> None:
    """PostgreSQL takes it for no text, SQLite for the end of one."""
    for client in (browser(), member(ours.made.administrator), operator()):
        assert client.get(page).status_code == 400

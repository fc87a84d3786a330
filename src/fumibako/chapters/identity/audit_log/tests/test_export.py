"""The audit log's details in words, as a file, for programs, and its end of keeping (B13)."""

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone, translation

from fumibako.chapters.identity.audit_log import api, services
from fumibako.chapters.identity.audit_log.details import in_words
from fumibako.groundwork.audit.actor import SYSTEM, Actor, Kind
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.audit.services import record
from tests.contracts.people import Office, make, member, operator

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B13")]
DESK = Actor(Kind.OPERATOR, "desk-of-tanaka", "198.51.100.9")
HANAKO = Actor(Kind.ADMINISTRATOR, "hanako@ours.example", "203.0.113.5")


@pytest.fixture
def ours() -> Office:
    return make("株式会社わたし", "ours.example")


def done(office: Office, actor: Actor, action: str, subject: str, **details: object) -> Entry:
    record(actor, action, subject, customer_number=office.made.customer.number, **details)
    return Entry.objects.latest("pk")


def exported(client: Client, path: str, **search: str) -> tuple[list[dict[str, str]], str]:
    answer = client.post(path, {"charset": "cp932", **search})
    assert answer.status_code == 200 and answer.headers["Content-Disposition"].startswith("attachment")
    charset = "utf-8-sig" if answer.content.startswith(b"\xef\xbb\xbf") else "cp932"
    return list(csv.DictReader(io.StringIO(answer.content.decode(charset)))), charset


def test_an_administrator_reads_details_in_words(ours: Office) -> None:
    done(ours, HANAKO, "alias.add", "info@ours.example", targets=["a@ours.example", "b@ours.example"], is_on=True)
    done(ours, HANAKO, "account.change", "taro@ours.example", quota_bytes=5 << 30, role="look", unknown="of-the-code")
    text = member(ours.made.administrator).get("/admin/audit/").content.decode()
    assert "宛先アドレス: a@ours.example、b@ours.example" in text and "有効: はい" in text
    assert "メールボックスの容量: 5 GB" in text and "権限: 閲覧のみ" in text and "of-the-code" not in text


def test_where_somebody_gets_help_in_an_emergency_is_their_own(ours: Office) -> None:
    entry = done(ours, HANAKO, "recovery_address.set", "taro@ours.example", to="private@phone.example")
    assert list(in_words(entry)) == []


def test_case_113_a_cell_is_no_formula_and_what_was_searched_is_exported(ours: Office) -> None:
    done(ours, HANAKO, "dns.add", '=cmd|"/c calc"!A1', value="+1", name="@SUM(A1)")
    done(ours, HANAKO, "auto_reply.set", "taro@ours.example")
    rows, charset = exported(member(ours.made.administrator), "/admin/audit/export/", group="web")
    row = next(row for row in rows if "cmd" in row["対象"])
    assert "taro@ours.example" not in {each["対象"] for each in rows}
    assert charset == "cp932"
    assert row["対象"] == """'=cmd|"/c calc"!A1""" and row["操作した人"] == HANAKO.name
    assert all(not cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())


def test_what_shift_jis_lacks_is_written_in_utf_8(ours: Office) -> None:
    done(ours, HANAKO, "dns.add", "🎌.ours.example")
    rows, charset = exported(
        member(ours.made.administrator), "/admin/audit/export/", subject="ours.example", group="web"
    )
    assert (charset, rows[0]["対象"]) == ("utf-8-sig", "🎌.ours.example")


def test_a_customers_file_has_its_own_entries_without_the_providers_names(ours: Office) -> None:
    theirs = make("株式会社よそ", "theirs.example")
    done(ours, DESK, "customer.rename", "ours")
    done(theirs, HANAKO, "dns.add", "www.theirs.example")
    rows, _ = exported(member(ours.made.administrator), "/admin/audit/export/")
    assert {row["お客様"] for row in rows} == {ours.made.customer.number}
    assert not [row for row in rows if DESK.name in row.values() or DESK.remote in row.values()]
    every, _ = exported(operator(), "/console/audit/export/")
    assert {"www.theirs.example", "ours"} <= {row["対象"] for row in every}
    assert Entry.objects.filter(action="audit.export").count() == 2


def test_a_file_that_cannot_be_asked_for_like_this_is_refused(ours: Office) -> None:
    answer = member(ours.made.administrator).post("/admin/audit/export/", {"charset": "x", "since": "yesterday"})
    assert answer.status_code == 422


class Asked:
    """A request behind the API's door."""

    def __init__(self, customer: object) -> None:
        self.caller, self.customer = self, customer


def test_programs_read_page_by_page_until_the_end(ours: Office) -> None:
    for number in range(api.A_PAGE + 5):
        done(ours, HANAKO, "dns.add", f"n{number:03}.ours.example")
    asked = Asked(ours.made.customer)
    first = api.listed(asked, group="web", subject=".ours.example")  # type: ignore[arg-type]
    assert first.next and len(first.entries) == api.A_PAGE
    second = api.listed(asked, group="web", subject=".ours.example", before=first.next)  # type: ignore[arg-type]
    assert second.next is None and second.entries[-1].subject == "n000.ours.example"
    ids = [entry.id for entry in (*first.entries, *second.entries)]
    assert ids == sorted(set(ids), reverse=True) and len(ids) == api.A_PAGE + 5
    assert api.listed(asked, group="nothing").entries == []  # type: ignore[arg-type]


def test_a_customers_program_does_not_learn_who_of_the_staff_it_was(ours: Office) -> None:
    done(ours, DESK, "contract.change", "W", accounts_max=9)
    with translation.override("ja"):
        (told,) = api.listed(Asked(ours.made.customer), group="contract", subject="W").entries[:1]  # type: ignore[arg-type]
        (whole,) = api.listed(Asked(None), group="contract", subject="W").entries[:1]  # type: ignore[arg-type]
    assert (told.actor, told.remote, told.details) == ("サービス提供元", "", {})
    assert (whole.actor, whole.remote, whole.details) == (DESK.name, DESK.remote, {"accounts_max": 9})


@pytest.mark.parametrize(("days", "left"), [(1825, 1), (0, 2)])
def test_entries_end_after_the_operators_period(
    ours: Office, monkeypatch: pytest.MonkeyPatch, days: int, left: int
) -> None:
    Entry.objects.all().delete()
    for age in (1824, 1826):
        entry = done(ours, SYSTEM, "disk.lock", "ours.example")
        Entry.objects.filter(pk=entry.pk).update(at=timezone.now() - timedelta(days=age))
    config = settings.FUMIBAKO
    box = replace(config.settings.box, audit_log_days=days)
    monkeypatch.setattr(settings, "FUMIBAKO", replace(config, settings=replace(config.settings, box=box)))
    assert services.forget_old() == 2 - left
    assert Entry.objects.count() == left

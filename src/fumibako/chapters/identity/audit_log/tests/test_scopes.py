"""Who sees what of the audit log (B13): customers their own, without names of the provider's staff; operators all."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.utils import timezone

from fumibako.chapters.identity.audit_log.queries import Search, entries_of, everybodys_entries
from fumibako.chapters.identity.audit_log.views import A_PAGE
from fumibako.chapters.mail.administrators.services import set_role
from fumibako.groundwork.audit.actor import SYSTEM, Actor, Kind
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.tenancy.roles import Role
from tests.contracts.people import Office, make, member, operator

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B13")]
DESK = Actor(Kind.OPERATOR, "desk-of-tanaka", "198.51.100.9", key="tanakas-script")
HANAKO = Actor(Kind.ADMINISTRATOR, "hanako@ours.example", "203.0.113.5")


@pytest.fixture
def ours() -> Office:
    return make("株式会社わたし", "ours.example")


@pytest.fixture
def theirs() -> Office:
    return make("株式会社よそ", "theirs.example")


def done(office: Office, actor: Actor, action: str, subject: str) -> Entry:
    record(actor, action, subject, customer_number=office.made.customer.number, words="of-the-details")
    return Entry.objects.latest("pk")


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode().replace("<wbr>", "")


def subjects(found: object) -> list[str]:
    return [entry.subject for entry in found]  # type: ignore[attr-defined]  # a QuerySet


def test_a_customer_sees_its_own_entries_and_no_others(ours: Office, theirs: Office) -> None:
    done(ours, HANAKO, "dns.add", "www.ours.example")
    done(theirs, HANAKO, "dns.add", "www.theirs.example")
    record(DESK, "plan.change", "of-nobody")
    text = shown(member(ours.made.administrator), "/admin/audit/")
    assert "www.ours.example" in text and "203.0.113.5" in text and HANAKO.name in text and "DNSレコードの追加" in text
    assert "theirs.example" not in text and "of-nobody" not in text
    found = entries_of(ours.made.customer, Search())
    assert {entry.customer_number for entry in found} == {ours.made.customer.number}


def test_no_search_of_a_customer_reaches_anothers_entries(ours: Office, theirs: Office) -> None:
    done(theirs, HANAKO, "dns.add", "www.theirs.example")
    number = theirs.made.customer.number
    client = member(ours.made.administrator)
    for query in (f"customer={number}", f"customer_number={number}", "subject=theirs", "actor=hanako"):
        assert "www.theirs.example" not in shown(client, f"/admin/audit/?{query}")


def test_the_providers_staff_has_no_name_for_a_customer(ours: Office) -> None:
    done(ours, DESK, "customer.rename", "株式会社わたし")
    client = member(ours.made.administrator)
    text = shown(client, "/admin/audit/")
    assert "お客様名の変更" in text and "サービス提供元" in text
    assert not [words for words in (DESK.name, DESK.remote, DESK.key, "of-the-details") if words in text]


def test_a_customer_does_not_find_the_providers_staff_by_guessing_their_login(ours: Office) -> None:
    done(ours, DESK, "customer.rename", "株式会社わたし")
    assert subjects(entries_of(ours.made.customer, Search(actor="desk"))) == []
    assert subjects(everybodys_entries(Search(actor="desk"))) == ["株式会社わたし"]


def test_an_operator_sees_all_with_names_places_and_details(ours: Office, theirs: Office) -> None:
    done(ours, DESK, "customer.rename", "to-rename")
    done(theirs, SYSTEM, "disk.lock", "to-lock")
    text = shown(operator(), "/console/audit/")
    expected = ("to-rename", "to-lock", DESK.name, DESK.remote, "of-the-details", "システム（自動）", "株式会社よそ")
    assert [words for words in expected if words not in text] == []


def test_details_are_told_as_they_were_recorded(ours: Office) -> None:
    record(HANAKO, "alias.add", "info@ours.example", targets=["花子@ours.example"], is_on=True, days=None)
    text = shown(operator(), "/console/audit/")
    assert "[&quot;花子@ours.example&quot;]" in text and "有効: true" in text and "日数: null" in text


@pytest.mark.parametrize(("typed", "is_found"), [("わたし", True), ("W", False), ("よそ", False)])
def test_an_operator_looks_at_one_customer_by_name(ours: Office, theirs: Office, typed: str, is_found: bool) -> None:
    done(ours, HANAKO, "dns.add", "www.ours.example")
    assert ("www.ours.example" in subjects(everybodys_entries(Search(customer=typed)))) == is_found


def test_an_operator_looks_at_one_customer_by_number_even_after_its_end(ours: Office, theirs: Office) -> None:
    done(ours, HANAKO, "dns.add", "www.ours.example")
    record(DESK, "customer.delete", "of-the-past", customer_number="W999999999")
    client = operator()
    assert "www.ours.example" not in shown(client, f"/console/audit/?customer={theirs.made.customer.number}")
    assert "www.ours.example" in shown(client, f"/console/audit/?customer={ours.made.customer.number.lower()}")
    assert "of-the-past" in shown(client, "/console/audit/?customer=Ｗ９９９９９９９９９")


@pytest.mark.parametrize(
    ("search", "is_found"),
    [
        (Search(actor="HANAKO"), True),
        (Search(actor="taro"), False),
        (Search(subject="www."), True),
        (Search(subject="ftp."), False),
        (Search(group="web"), True),
        (Search(group="access"), False),
        (Search(group="web", actor="taro"), False),
    ],
)
def test_entries_are_found_by_who_what_and_whom(ours: Office, search: Search, is_found: bool) -> None:
    done(ours, HANAKO, "dns.add", "www.ours.example")
    for found in (entries_of(ours.made.customer, search), everybodys_entries(search)):
        assert ("www.ours.example" in subjects(found)) == is_found


def test_days_are_the_readers_and_both_are_included(ours: Office) -> None:
    entry = done(ours, HANAKO, "dns.add", "www.ours.example")
    Entry.objects.filter(pk=entry.pk).update(at=datetime(2026, 11, 27, 15, 30, tzinfo=UTC))  # 00:30 the day after here
    customer, day = ours.made.customer, date(2026, 11, 28)
    assert timezone.get_current_timezone_name() == "Asia/Tokyo"
    assert subjects(entries_of(customer, Search(subject="www.", since=day, until=day))) == ["www.ours.example"]
    assert subjects(entries_of(customer, Search(subject="www.", until=date(2026, 11, 27)))) == []
    assert "www.ours.example" not in subjects(entries_of(customer, Search(since=date(2026, 11, 29))))


def test_the_newest_is_first_and_there_are_pages(ours: Office) -> None:
    for number in range(A_PAGE + 1):
        done(ours, HANAKO, "dns.add", f"n{number:03}.ours.example")
    client = member(ours.made.administrator)
    first, second = (shown(client, f"/admin/audit/?group=web&subject=n0&page={page}") for page in (1, 2))
    assert first.index("n050.ours.example") < first.index("n001.ours.example")
    assert "n000.ours.example" not in first and "n000.ours.example" in second and "n050.ours.example" not in second


@pytest.mark.parametrize("typed", ["since=yesterday", "until=0001-01-01", "until=9999-12-31", "group=nothing"])
def test_what_cannot_be_read_is_refused_and_nothing_is_shown(ours: Office, typed: str) -> None:
    done(ours, HANAKO, "dns.add", "www.ours.example")
    answer = member(ours.made.administrator).get(f"/admin/audit/?{typed}")
    assert answer.status_code == 422
    assert "www.ours.example" not in answer.content.decode()


def test_what_was_recorded_of_strangers_words_is_text(ours: Office) -> None:
    done(ours, HANAKO, "key.add", "<script>alert(1)</script>")
    for client, address in ((member(ours.made.administrator), "/admin/audit/"), (operator(), "/console/audit/")):
        text = shown(client, address)
        assert "&lt;script&gt;alert(1)" in text and "<script>alert" not in text


@pytest.mark.parametrize(
    ("role", "status"), [(Role.LOOK, 200), (Role.EVERYTHING, 200), (Role.ACCOUNTS, 404), (Role.WEB, 404)]
)
def test_it_is_for_who_may_see_everything(ours: Office, role: Role, status: int) -> None:
    set_role(actor=SYSTEM, mailbox=ours.user.mailbox, role=role)
    assert member(ours.user).get("/admin/audit/").status_code == status


def test_nothing_is_changed_by_posting(ours: Office) -> None:
    for client, address in ((member(ours.made.administrator), "/admin/audit/"), (operator(), "/console/audit/")):
        before = Entry.objects.count()
        assert client.post(address, {"subject": "x"}).status_code == 405
        assert Entry.objects.count() == before


def test_an_operator_reads_sizes_as_sizes() -> None:
    record(DESK, "account.add", "a@ours.example", quota_bytes=2 * 1024**3)
    text = shown(operator(), "/console/audit/")
    assert "2 GB" in text and str(2 * 1024**3) not in text

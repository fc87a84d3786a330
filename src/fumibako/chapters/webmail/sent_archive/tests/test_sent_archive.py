"""What users have sent is found by each of its parts and shown as it was; every look is noted (B12)."""

from base64 import b64encode
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.test import Client

from fumibako.chapters.webmail.letter import Letter
from fumibako.chapters.webmail.sent_archive import index, services
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.tenancy.models import Customer, Domain
from fumibako.machine.formats.packs import Facts, Record, append
from tests.contracts.people import make, member

from .contract import offer

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B12")]
DOMAIN, SUZUKI, SATO = "ours.example", "suzuki@ours.example", "sato@ours.example"
TENANT = f"W000000001/{DOMAIN}"
PLACE = "/admin/sent-archive/"
OCTOBER, NOVEMBER = 1_791_000_000, 1_795_000_000


class Kept:
    """Writes packs as filterd does."""

    def __init__(self) -> None:
        self._last: dict[Path, Record] = {}

    def add(self, at: int, login: str, mail: str, *recipients: str, queue_id: str = "") -> None:
        pack = settings.FUMIBAKO.archive / TENANT / ("2026-10.pack" if at == OCTOBER else "2026-11.pack")
        pack.parent.mkdir(parents=True, exist_ok=True)
        facts = Facts(queue_id or f"4Q{at}{login}{len(mail)}", at, login, login, recipients)
        content = mail.replace("\n", "\r\n").encode()
        self._last[pack] = append(pack, self._last.get(pack), facts, [content], 0o640)


def written(subject: str, text: str, *, to: str = "tanaka@out.example", file: str = "") -> str:
    name = f"=?utf-8?b?{b64encode(file.encode()).decode()}?="
    part = f'--b\nContent-Type: application/pdf; name="{name}"\n\nxx\n' if file else ""
    return (
        f"From: 鈴木 一郎 <{SUZUKI}>\nTo: {to}\nSubject: {subject}\nContent-Type: multipart/mixed; boundary=b\n\n"
        f"--b\nContent-Type: text/plain; charset=utf-8\n\n{text}\n{part}--b--\n"
    )


@pytest.fixture(autouse=True)
def kept(settings: object, tmp_path: Path) -> Iterator[Kept]:
    services._sizes.clear()
    config = settings.FUMIBAKO  # type: ignore[attr-defined]
    settings.FUMIBAKO = type(config)(config.settings, tmp_path)  # type: ignore[attr-defined]
    settings.FUMIBAKO.archive_index.mkdir()  # type: ignore[attr-defined]
    kept = Kept()
    kept.add(OCTOBER, SATO, written("御見積書の送付", "ｼｽﾃﾑ改修の件"), "tanaka@out.example")
    kept.add(
        NOVEMBER, SUZUKI, written("会議", "東京で会います", file="議事録.pdf"), "a@out.example", "secret@b.example"
    )
    kept.add(NOVEMBER + 5, SUZUKI, written("100% off", "<script>alert(1)</script>"), "a@out.example")
    yield kept


@pytest.fixture
def client() -> Client:
    office = make("株式会社わたし", DOMAIN)
    Customer.objects.filter(pk=office.made.customer.pk).update(number=TENANT.partition("/")[0])  # PostgreSQL counts on
    offer()
    return member(office.made.administrator)


def subjects(client: Client, asked: str = "") -> list[str]:
    page = client.get(f"{PLACE}?{asked}").content.decode()
    return [name for name in ("御見積書の送付", "会議", "100% off") if name in page]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["御見積書の送付", "会議", "100% off"]),
        ("subject=見積", ["御見積書の送付"]),
        ("subject=%25", ["100% off"]),
        ("text=システム", ["御見積書の送付"]),
        ("text=京", ["会議"]),
        ("text=東京 会い", ["会議"]),
        ("text=東京 大阪", []),
        ("file=議事録.pdf", ["会議"]),
        ("recipient=secret@b", ["会議"]),
        ("recipient=tanaka", ["御見積書の送付", "会議", "100% off"]),
        ("sender=sato", ["御見積書の送付"]),
        ("sender=鈴木一郎&recipient=b.example", ["会議"]),
        ("since=2026-11-01", ["会議", "100% off"]),
        ("until=2026-10-31", ["御見積書の送付"]),
        ('text=" OR " AND', []),
    ],
)
def test_mails_are_found_by_each_of_their_parts(client: Client, asked: str, found: list[str]) -> None:
    assert services.index_new() == 3 and services.index_new() == 0
    assert subjects(client, asked) == found


def test_what_is_typed_wrong_is_said(client: Client) -> None:
    answer = client.get(f"{PLACE}?since=2026-12-01&until=2026-11-01")
    assert answer.status_code == 422 and "以降の日付" in answer.content.decode()


def test_what_is_not_indexed_yet_is_said(client: Client, kept: Kept) -> None:
    services.index_new()
    kept.add(NOVEMBER + 9, SATO, written("later", "x"), "a@out.example")
    assert index.waiting(settings.FUMIBAKO, TENANT)
    services.index_new()
    assert not index.waiting(settings.FUMIBAKO, TENANT)


def test_the_same_mail_twice_in_a_pack_is_one(client: Client, kept: Kept) -> None:
    for _ in range(2):
        kept.add(NOVEMBER, SATO, written("again", "x"), "a@out.example", queue_id="4Qagain")
    assert services.index_new() == 5
    assert "4通" in client.get(PLACE).content.decode()


def test_a_lost_index_is_made_anew_and_that_of_a_month_that_went_goes(client: Client) -> None:
    services.index_new()
    (settings.FUMIBAKO.archive_index / TENANT / "2026-11.sqlite3").unlink()
    services._sizes.clear()
    assert services.index_new() == 2
    (settings.FUMIBAKO.archive / TENANT / "2026-10.pack").unlink()
    index.forget_lost(settings.FUMIBAKO, TENANT)
    assert [each.name for each in (settings.FUMIBAKO.archive_index / TENANT).iterdir()] == ["2026-11.sqlite3"]


def test_a_mail_is_shown_with_its_hidden_recipients_and_saved_as_it_was(client: Client) -> None:
    page = client.get(f"{PLACE}2026-11.pack/0/").content.decode()
    assert "secret@b.example" in page and "議事録.pdf" in page and "notice ok" in page
    saved = client.get(f"{PLACE}2026-11.pack/0/eml/")
    assert saved.content == written("会議", "東京で会います", file="議事録.pdf").replace("\n", "\r\n").encode()
    assert saved.headers["Content-Disposition"].startswith("attachment")
    actions = list(Entry.objects.order_by("pk").values_list("action", flat=True))
    assert actions[-2:] == ["sent_archive.view", "sent_archive.save"]


def test_case_102_a_mail_that_was_changed_is_told(client: Client) -> None:
    pack = settings.FUMIBAKO.archive / TENANT / "2026-11.pack"
    content = pack.read_bytes()
    pack.write_bytes(content.replace(b"secret@b.example", b"sacred@b.example"))
    assert "notice danger" in client.get(f"{PLACE}2026-11.pack/0/").content.decode()


@pytest.mark.parametrize("place", ["2026-11.pack/7/", "2026-12.pack/0/", "..%2F2026-11.pack/0/", "2026-11.pack/x/"])
def test_case_102_nothing_but_mails_of_the_own_domain(client: Client, place: str) -> None:
    assert client.get(PLACE + place).status_code == 404


def test_case_102_a_frame_without_its_page_leads_to_the_page_that_is_noted(client: Client) -> None:
    frame = f"{PLACE}2026-11.pack/0/body/"
    assert client.get(frame).headers["Location"] == f"{PLACE}2026-11.pack/0/"
    pack, place = "2026-11.pack", 0
    key = services.key_of_body(Domain.objects.get(name=DOMAIN), pack, place)
    assert client.get(f"{frame}?key={key}").status_code == 200


def test_case_102_who_has_the_domain_later_finds_nothing(client: Client) -> None:
    services.index_new()
    with_mails = settings.FUMIBAKO.archive / TENANT
    with_mails.parent.rename(settings.FUMIBAKO.archive / "W000000009")
    assert subjects(client) == [] and client.get(f"{PLACE}2026-11.pack/0/").status_code == 404


def test_a_mail_that_cannot_be_taken_apart_keeps_nobody_from_being_found(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = index.letter_of

    def strict(mail: bytes) -> Letter:
        if "会議".encode() in mail:
            raise RecursionError
        return whole(mail)

    monkeypatch.setattr(index, "letter_of", strict)
    assert services.index_new() == 3
    assert subjects(client, "text=alert") == ["100% off"]
    assert "1通" in client.get(f"{PLACE}?recipient=secret").content.decode()


def test_ticked_mails_are_one_file(client: Client) -> None:
    services.index_new()
    rows, _ = index.found(settings.FUMIBAKO, TENANT, index.Asked(), 0, 9)
    answer = client.post(PLACE, {"mail": [f"{row.pack}:{row.place}" for row in rows]})
    with ZipFile(BytesIO(answer.content)) as zipped:
        assert sorted(zipped.namelist()) == ["100% off.eml", "会議.eml", "御見積書の送付.eml"]
    assert Entry.objects.filter(action="sent_archive.save").count() == 3
    assert client.post(PLACE, {}).status_code == 302

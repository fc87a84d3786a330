"""The cabinet's rules: who may use it, what may come in, and what goes out, to whom and how often. Real daemons:
tests/journeys/test_cabinet.py."""

import email
import email.policy
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from fumibako.chapters.cabinet import errors, giving, queries, rules, scanning, services, store, sweeping, uploading
from fumibako.chapters.cabinet.models import Access, Happening, Link, LinkedFile, Policy, Seat, State, StoredFile
from fumibako.chapters.cabinet.tests.contract import in_a_directory, order, seated, stored
from fumibako.chapters.cabinet.uploading import Coming, Part
from fumibako.chapters.contract.options.models import Order
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.services import NewAccount, delete_account, set_password, suspend_account
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.notices.models import OutgoingNotice
from fumibako.machine.daemons.clamd.control import Unanswered, Verdict
from tests.contracts.declared import PERSON
from tests.contracts.people import Office, browser, make, member

pytestmark = [pytest.mark.django_db, pytest.mark.feature("E5")]
ADDRESS, SECRET = "hanako@out.example", "Kagi-to-hako-3"


@pytest.fixture
def ours() -> Office:
    return make("株式会社わたし", "ours.example")


@pytest.fixture
def mailbox(ours: Office) -> Mailbox:
    return seated(ours)


@pytest.fixture(autouse=True)
def place() -> Iterator[Path]:
    with in_a_directory() as directory:
        yield directory


def linked(mailbox: Mailbox, *, file: StoredFile | None = None, **given: object) -> tuple[Link, str]:
    """With its path."""
    files = [(file or stored(mailbox)).key]
    made = services.add_link(actor=PERSON, mailbox=mailbox, files=files, **{"days": 3, **given})  # type: ignore[arg-type]
    return made.row, made.address.removeprefix(settings.FUMIBAKO.site_url)


def taken(client: Client, path: str, link: Link) -> str:
    """What nginx is told to send when the form of its only file is sent; "" where nothing goes out."""
    at = f"{path}{link.files.get().key}/"
    answer = client.post(at, follow=True)
    return answer.headers.get("X-Accel-Redirect", "")


def coming(mailbox: Mailbox, size: int, **given: object) -> Coming:
    values = {"policy": queries.policy_of(mailbox.domain.customer), "name": "x.zip", "stamp": "1", **given}
    return Coming(mailbox=mailbox, size=size, **values)  # type: ignore[arg-type]


def test_a_file_goes_out_as_an_attachment_by_a_link_and_both_are_in_the_log(mailbox: Mailbox) -> None:
    link, path = linked(mailbox, note="第2版")
    client = browser()
    assert "図面.zip" in client.get(path).content.decode()
    answer = client.post(f"{path}{link.files.get().key}/", follow=True)
    assert answer.headers["X-Accel-Redirect"] == f"/.cabinet/{link.files.get().key}"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    row = Access.objects.get()
    assert (row.happening, row.file_name, row.mailbox, row.note) == (Happening.DOWNLOADED, "図面.zip", mailbox, "第2版")


def test_going_on_with_a_download_counts_once_and_opening_its_address_never(mailbox: Mailbox) -> None:
    link, path = linked(mailbox, max_downloads=1)
    client, at = browser(), f"{path}{link.files.get().key}/"
    assert client.get(at).headers["Location"] == path
    assert taken(client, path, link)
    assert client.get(at, headers={"range": "bytes=2-"}).headers["X-Accel-Redirect"]
    assert client.post(at, follow=True).headers["X-Accel-Redirect"]
    assert LinkedFile.objects.get().downloads == 1
    assert "ダウンロードできません" not in client.get(path).content.decode()


def test_case_035_a_link_that_is_guessed_expired_or_used_up_gives_nothing(mailbox: Mailbox) -> None:
    link, path = linked(mailbox, max_downloads=1)
    token = path.split("/")[-2]
    assert len(token) >= 32 and token not in str(list(Link.objects.values()))
    assert browser().get(path.replace(token, token[::-1])).status_code == 410
    assert taken(browser(), path, link)
    assert not taken(browser(), path, link) and LinkedFile.objects.get().downloads == 1
    other, again = linked(mailbox)
    Link.objects.filter(pk=other.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert browser().get(again).status_code == 410 and not taken(browser(), again, other)
    third, once_more = linked(mailbox)
    services.end_link(actor=PERSON, link=third)
    assert browser().get(once_more).status_code == 410


def test_case_035_of_two_downloads_that_share_the_last_one_one_goes_out(mailbox: Mailbox) -> None:
    """Both have read the row before either counts."""
    link, _ = linked(mailbox, max_downloads=1)
    policy, visitor, key = queries.policy_of(mailbox.domain.customer), giving.Visitor("", ""), link.files.get().key
    outcomes = []
    for each in (Link.objects.get(pk=link.pk), Link.objects.get(pk=link.pk)):
        try:
            giving.take(each, policy, visitor, key)
            outcomes.append(True)
        except errors.UsedUp:
            outcomes.append(False)
    assert outcomes == [True, False]


def test_a_password_opens_the_link_in_that_browser_and_wrong_ones_are_slowed_down(mailbox: Mailbox) -> None:
    link, path = linked(mailbox, password=SECRET)
    right, wrong = browser(), browser()
    assert not taken(right, path, link)
    right.post(path, {"password": SECRET})
    assert taken(right, path, link)
    for _ in range(5):
        assert wrong.post(path, {"password": "wrong-wrong"}).status_code == 422
    assert wrong.post(path, {"password": SECRET}).status_code == 422
    assert not taken(wrong, path, link)
    happened = list(Access.objects.order_by("pk").values_list("happening", flat=True))
    assert happened == [Happening.ENTERED, Happening.DOWNLOADED, *[Happening.WRONG_PASSWORD] * 5]


def test_only_a_named_recipient_gets_a_code_and_the_page_tells_nobody_who_is_one(mailbox: Mailbox) -> None:
    link, path = linked(mailbox, recipients=[ADDRESS.upper()], is_checked=True)
    stranger, hanako = browser(), browser()
    pages = [
        client.post(path, {"address": who}, follow=True)
        for client, who in ((stranger, "x@y.example"), (hanako, ADDRESS))
    ]
    texts = [re.sub(r"x@y\.example|hanako@out\.example|value=\"[^\"]*\"", "", page.content.decode()) for page in pages]
    assert texts[0] == texts[1]
    mail = OutgoingNotice.objects.get(key="cabinet_code")
    assert mail.recipient == ADDRESS
    code = digits_of(mail)
    assert stranger.post(path, {"code": code}).status_code == 422 and not taken(stranger, path, link)
    hanako.post(path, {"code": code})
    assert taken(hanako, path, link)
    assert Access.objects.filter(happening=Happening.DOWNLOADED).get().who == ADDRESS


def digits_of(mail: OutgoingNotice) -> str:
    text = email.message_from_string(mail.content, policy=email.policy.default).get_content()
    found = re.search(r"^\s+(\d{6})\s*$", text, re.MULTILINE)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("state", "goes"),
    [
        (State.WAITING, False),
        (State.CLEAN, True),
        (State.UNSCANNED, True),
        (State.INFECTED, False),
        (State.COMING, False),
    ],
)
def test_only_what_has_been_checked_goes_out(mailbox: Mailbox, state: State, goes: bool) -> None:
    file = stored(mailbox)
    link, path = linked(mailbox, file=file)
    StoredFile.objects.filter(pk=file.pk).update(state=state)
    assert bool(taken(browser(), path, link)) == goes


def test_what_could_not_be_checked_stays_where_the_administrator_says_so(mailbox: Mailbox) -> None:
    link, path = linked(mailbox, file=stored(mailbox, state=State.UNSCANNED))
    Policy.objects.create(customer=mailbox.domain.customer, passes_unscanned=False)
    assert not taken(browser(), path, link)


def test_a_scanner_that_is_away_keeps_files_waiting_and_a_virus_takes_the_content(
    mailbox: Mailbox, place: Path, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object
) -> None:
    file = services.add_file(actor=PERSON, mailbox=mailbox, name="x.zip", size=3, pieces=(b"ab", b"c"))
    assert (place / file.key).read_bytes() == b"abc" and file.state == State.WAITING

    def away(*given: object) -> Verdict:
        raise Unanswered("x")

    monkeypatch.setattr(scanning, "verdict_of", away)
    assert scanning.verdict_now(file) is None
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        scanning.settle(file, Verdict("Eicar", True))
    file.refresh_from_db()
    assert (file.state, file.virus, file.received) == (State.INFECTED, "Eicar", 0)
    assert not (place / file.key).exists()


def test_a_file_comes_in_parts_and_goes_on_where_it_was_cut(mailbox: Mailbox, place: Path) -> None:
    client = member_of(mailbox)
    about = {"name": "動画.mp4", "size": "6", "stamp": "s"}

    def sent(**values: object) -> dict[str, object]:
        answer: dict[str, object] = client.post("/user/cabinet/part/", {**about, **values}).json()
        return answer

    assert sent() == {"offset": 0, "is_whole": False}
    assert sent(offset="0", part=SimpleUploadedFile("p", b"abcd")) == {"offset": 4, "is_whole": False}
    assert sent() == {"offset": 4, "is_whole": False}
    assert sent(offset="4", part=SimpleUploadedFile("p", b"ef")) == {"offset": 6, "is_whole": True}
    assert sent() == {"offset": 6, "is_whole": True}  # the answer was lost
    file = StoredFile.objects.get()
    assert (place / file.key).read_bytes() == b"abcdef" and file.state == State.WAITING


def member_of(mailbox: Mailbox) -> Client:
    set_password(actor=SYSTEM, mailbox=mailbox, password="Kaban-to-kasa-77")
    return member(NewAccount(mailbox, "Kaban-to-kasa-77"))


def test_case_036_an_upload_that_lies_is_refused_and_counts_what_has_really_come(
    ours: Office, mailbox: Mailbox
) -> None:
    theirs = seated(make("株式会社よそ", "theirs.example"))
    own = coming(mailbox, 6)
    file = uploading.add(own, uploading.begin(own), 0, Part(4, (b"abcd",)))
    assert uploading.begin(coming(theirs, 6)).pk != file.pk  # another tenant's is another file
    for offset in (0, 3, 5, 6):
        assert uploading.add(own, file, offset, Part(2, (b"xx",))).received == 4
    with pytest.raises(errors.MoreThanDeclared):
        uploading.add(own, file, 4, Part(3, (b"efg",)))
    with pytest.raises(errors.EmptyFile):
        uploading.begin(coming(mailbox, 0))
    with pytest.raises(errors.FileTooLarge):
        uploading.begin(coming(mailbox, 6 << 30))
    assert store.path_of(file.key).read_bytes() == b"abcd"
    assert queries.used_bytes(ours.made.customer) == 4 and queries.used_bytes(theirs.domain.customer) == 0
    assert uploading.add(own, file, 4, Part(2, (b"ef",))).state == State.WAITING


def test_what_a_crash_left_reserved_is_put_right_by_the_next_part(mailbox: Mailbox) -> None:
    own = coming(mailbox, 6)
    file = uploading.add(own, uploading.begin(own), 0, Part(2, (b"ab",)))
    StoredFile.objects.update(received=6)
    assert uploading.add(own, file, 6, Part(0, ())).received == 2
    assert uploading.add(own, file, 2, Part(4, (b"cdef",))).is_whole


def test_no_more_comes_in_than_the_contract_has(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "BYTES_PER_SEAT", 1)  # ten accounts
    stored(mailbox, size=6)
    with pytest.raises(errors.CabinetFull):
        services.add_file(actor=PERSON, mailbox=mailbox, name="x", size=5, pieces=(b"12345",))
    assert services.add_file(actor=PERSON, mailbox=mailbox, name="x", size=4, pieces=(b"1234",)).is_whole


@pytest.mark.parametrize("name", ["", "..", "a\0b", "x" * 256, "a\nb"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(errors.BadFileName):
        rules.check_file_name(name)


def test_of_a_path_the_name_stays() -> None:
    assert rules.check_file_name("C:\\図面\\第2版.zip") == rules.check_file_name("../図面/第2版.zip") == "第2版.zip"


def test_an_outsider_sends_by_a_request_and_the_user_is_told_after_the_check(mailbox: Mailbox, place: Path) -> None:
    made = services.add_request(actor=PERSON, mailbox=mailbox, note="写真", days=3, max_gigabytes=1, password=SECRET)
    path, client = made.address.removeprefix(settings.FUMIBAKO.site_url), browser()
    part = {"name": "a.jpg", "size": "2", "stamp": "1", "sender": "花子", "offset": "0"}
    assert client.post(f"{path}part/", {**part, "part": SimpleUploadedFile("p", b"ab")}).status_code == 403
    client.post(path, {"password": SECRET})
    answer = client.post(path, {"sender": "花子", "files": SimpleUploadedFile("a.jpg", b"abc")}, follow=True)
    assert answer.status_code == 200
    file = StoredFile.objects.get()
    assert (file.sender, file.mailbox, file.state) == ("花子", mailbox, State.WAITING)
    assert Access.objects.filter(happening=Happening.SENT).get().who == "花子"
    assert not OutgoingNotice.objects.filter(key="cabinet_received").exists()
    scanning.settle(file, Verdict("", True))
    assert OutgoingNotice.objects.get(key="cabinet_received").recipient == mailbox.address
    assert client.post(f"{path}part/", {**part, "part": SimpleUploadedFile("p", b"ab")}).json()["is_whole"]
    Policy.objects.create(customer=mailbox.domain.customer, takes_files=False)
    assert client.get(path).status_code == 403


def test_a_request_takes_no_more_than_it_says(mailbox: Mailbox) -> None:
    made = services.add_request(actor=PERSON, mailbox=mailbox, note="写真", days=3, max_gigabytes=1)
    own = coming(mailbox, 2 << 30, request=made.row, sender="x")
    with pytest.raises(errors.CabinetFull):
        uploading.begin(own)


@pytest.mark.parametrize("what", ["customer", "account", "option", "seat", "closed"])
def test_links_of_who_may_not_use_it_any_more_say_so_in_words(ours: Office, mailbox: Mailbox, what: str) -> None:
    link, path = linked(mailbox)
    if what == "customer":
        ours.made.customer.is_suspended = True
        ours.made.customer.save()
    elif what == "account":
        suspend_account(actor=SYSTEM, mailbox=mailbox)
    elif what == "option":
        Order.objects.all().delete()
    elif what == "seat":
        Seat.objects.all().delete()
    else:
        Policy.objects.create(customer=ours.made.customer, is_open=False)
    answer = browser().get(path)
    assert answer.status_code == 403 and "図面" not in answer.content.decode()
    assert not taken(browser(), path, link)


def test_case_050_with_the_account_its_links_are_gone(mailbox: Mailbox) -> None:
    link, path = linked(mailbox)
    key = link.files.get().key
    delete_account(actor=SYSTEM, mailbox=mailbox)
    assert browser().get(path).status_code == 410
    assert browser().post(f"{path}{key}/").status_code == 410
    assert not StoredFile.objects.exists()


def test_the_contract_has_it_for_so_many_accounts_only(ours: Office) -> None:
    order(ours.made.customer, accounts=1)
    both = [ours.made.administrator.mailbox.address, ours.user.mailbox.address]
    with pytest.raises(errors.TooManySeats):
        services.choose_seats(actor=PERSON, domain=ours.made.domain, addresses=both)
    assert services.choose_seats(actor=PERSON, domain=ours.made.domain, addresses=both[1:]) == 1
    assert queries.has_seat(ours.user.mailbox) and not queries.has_seat(ours.made.administrator.mailbox)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"days": 0}, errors.BadDays),
        ({"days": 31}, errors.BadDays),
        ({"password": "short"}, errors.BadLinkPassword),
        ({"recipients": ["nobody"]}, errors.BadRecipient),
        ({"is_checked": True}, errors.NobodyToMail),
        ({"max_downloads": 9999}, errors.BadDownloads),
        ({"note": "a\nb"}, errors.BadNote),
    ],
)
def test_a_link_beyond_the_rules_is_refused(
    mailbox: Mailbox, given: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        linked(mailbox, **given)


def test_a_compulsory_password_cannot_be_left_out(mailbox: Mailbox) -> None:
    Policy.objects.create(customer=mailbox.domain.customer, needs_password=True)
    with pytest.raises(errors.PasswordNeeded):
        linked(mailbox)


def test_nobody_links_a_file_of_somebody_else(ours: Office, mailbox: Mailbox) -> None:
    with pytest.raises(errors.NoSuchFile):
        linked(mailbox, file=stored(ours.made.administrator.mailbox))


def test_what_has_expired_goes_from_the_disk_and_what_a_link_needs_stays(mailbox: Mailbox, place: Path) -> None:
    file = services.add_file(actor=PERSON, mailbox=mailbox, name="x", size=1, pieces=(b"x",))
    StoredFile.objects.update(expires_at=timezone.now() + timedelta(days=1))
    linked(mailbox, file=file, days=20)
    file.refresh_from_db()
    assert file.expires_at > timezone.now() + timedelta(days=19)
    assert sweeping.sweep_now() == 0 and (place / file.key).exists()
    StoredFile.objects.update(expires_at=timezone.now())
    assert sweeping.sweep_now() == 1 and not (place / file.key).exists()


def test_the_form_of_a_link_sent_twice_makes_one(mailbox: Mailbox) -> None:
    client, file = member_of(mailbox), stored(mailbox)
    sent = {"chosen": file.key, "days": "3", "note": "第2版", "once": "x" * 20}
    pages = [client.post("/user/cabinet/links/add/", sent).content.decode() for _ in range(2)]
    found = [re.findall(r"/cabinet/([\w-]{32})/", page) for page in pages]
    assert found[0] == found[1] and len(found[0]) == 1
    assert Link.objects.count() == 1

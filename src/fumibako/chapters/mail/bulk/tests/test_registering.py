"""A list registered: what its lines do to accounts, what its result says, and what export and import make of each
other."""

from collections.abc import Callable
from datetime import timedelta
from email import message_from_string, policy
from pathlib import Path

import pytest
from django.utils import timezone

from fumibako.chapters.contract.plans.models import Contract
from fumibako.chapters.mail.accounts import services as accounts
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.queries import account
from fumibako.chapters.mail.administrators.services import set_role
from fumibako.chapters.mail.aliases.models import Alias
from fumibako.chapters.mail.bulk import applying, queries, services
from fumibako.chapters.mail.bulk.errors import DeletionsNotConfirmed, UnwritableName
from fumibako.chapters.mail.bulk.jobs import import_accounts
from fumibako.chapters.mail.bulk.models import Upload
from fumibako.chapters.mail.bulk.tests.conftest import PERSON, run
from fumibako.groundwork.audit.actor import SYSTEM, Actor, Kind
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.jobs import files
from fumibako.groundwork.jobs import services as jobs
from fumibako.groundwork.jobs.models import Job
from fumibako.groundwork.notices.models import OutgoingNotice
from fumibako.groundwork.publish.models import Publication
from fumibako.machine.formats.csvfile import Charset, read
from fumibako.machine.formats.passwords import is_right
from tests.contracts.people import Office, facts

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B2")]
Register = Callable[..., Job]
Uploaded = Callable[..., Upload]
PASSWORD = "Kaban-to-kasa-77"


def result(job: Job) -> list[list[str]]:
    content = files.read(str(job.pk))
    assert content is not None
    return [list(row.cells) for row in read(content).rows]


def refusals(job: Job) -> dict[int, str]:
    return {line.number: line.message for line in job.lines.filter(is_refused=True)}


def found(address: str) -> Mailbox:
    mailbox = account(address)
    assert mailbox is not None
    return mailbox


def test_each_line_makes_its_account(ours: Office, registered: Register) -> None:
    job = registered(f"部署・氏名,メールアカウント,パスワード\n営業部 佐藤,sato,{PASSWORD}\n,tanaka,\n")
    assert (job.state, job.done, job.total) == (Job.State.DONE, 2, 2)
    sato, tanaka = found("sato@ours.example"), found("tanaka@ours.example")
    assert sato.display_name == "営業部 佐藤" and is_right(PASSWORD, sato.password_hash)
    assert tanaka.quota_bytes == Contract.objects.get(customer=ours.made.customer).mailbox_quota_bytes
    assert Publication.objects.filter(aspect="account", key="sato@ours.example").exists()
    entry = Entry.objects.get(action="account.add", subject="sato@ours.example")
    assert (entry.actor, entry.remote, entry.customer_number) == (
        PERSON.name,
        PERSON.remote,
        ours.made.customer.number,
    )


def test_the_result_has_the_passwords_that_were_generated_and_no_others(registered: Register) -> None:
    job = registered(f"メールアカウント,パスワード\nsato,{PASSWORD}\ntanaka,\n佐藤,\n")
    first, second, third = result(job)
    assert first == ["2", "追加", "sato@ours.example", "", "", ""]
    assert second[:4] == ["3", "追加", "tanaka@ours.example", ""]
    assert is_right(second[4], found("tanaka@ours.example").password_hash)
    assert third[:5] == ["4", "エラー", "佐藤", "", ""] and third[5]
    assert job.result_name == "list-結果.csv"


def test_the_uploaded_file_is_gone_when_it_is_registered(state: Path, registered: Register) -> None:
    job = registered(f"メールアカウント,パスワード\nsato,{PASSWORD}\n")
    assert [path.name for path in (state / "jobs").iterdir()] == [str(job.pk)]


def test_a_change_changes_what_is_written_and_nothing_else(ours: Office, registered: Register) -> None:
    before = found("suzuki@ours.example")
    job = registered("処理,メールアドレス,表示名,容量(GB),状態\n変更,suzuki,鈴木,1.5,停止中\n")
    after = found("suzuki@ours.example")
    assert (after.display_name, after.quota_bytes, after.is_suspended) == ("鈴木", 3 << 29, True)
    assert after.password_hash == before.password_hash
    assert [line.outcome for line in job.lines.all()] == ["変更"]
    job = registered("処理,メールアドレス,表示名,状態\n変更,suzuki,,利用中\n")
    assert (found("suzuki@ours.example").display_name, found("suzuki@ours.example").is_suspended) == ("鈴木", False)


def test_a_changed_password_holds_and_is_not_in_the_result(registered: Register) -> None:
    job = registered(f"処理,メールアドレス,パスワード\n変更,suzuki,{PASSWORD}\n")
    assert is_right(PASSWORD, found("suzuki@ours.example").password_hash)
    assert PASSWORD not in str(result(job))


def test_a_change_that_changes_nothing_publishes_nothing(registered: Register) -> None:
    before = list(Publication.objects.values())
    job = registered("処理,メールアドレス\n変更,suzuki\n")
    assert [line.outcome for line in job.lines.all()] == ["変更なし"]
    assert list(Publication.objects.values()) == before


def test_a_deletion_is_confirmed_by_its_number(ours: Office, uploaded: Uploaded) -> None:
    upload = uploaded("処理,メールアドレス\n削除,suzuki\n追加,sato\n")
    for number in (0, 2):
        with pytest.raises(DeletionsNotConfirmed):
            services.start(actor=PERSON, upload=upload, kind=import_accounts, deletions=number)
    assert not Job.objects.exists()
    services.start(actor=PERSON, upload=upload, kind=import_accounts, deletions=1)
    run()
    assert account("suzuki@ours.example") is None and account("sato@ours.example") is not None


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("追加,suzuki,,", "すでに登録されています"),
        ("追加,postmaster,,", "postmaster"),
        ("追加,sales,,", "sales@ours.example"),
        ("追加,sato,short,", "8文字以上"),
        ("追加,sato,ours2026,", ""),
        ("変更,nobody,,", "nobody@ours.example"),
        ("削除,nobody,,", "nobody@ours.example"),
        ("削除,administrator,,", "管理者"),
        ("変更,administrator,,停止中", "管理者"),
        (f"変更,administrator,{PASSWORD},", "自分のメール"),
        ("変更,suzuki@theirs.example,,", "theirs.example"),
        ("追加,sato@theirs.example,,", "theirs.example"),
    ],
)
def test_case_045_what_a_rule_refuses_is_said_in_the_preview_and_again_in_the_result(
    ours: Office, theirs: Office, uploaded: Uploaded, line: str, words: str
) -> None:
    Alias.objects.create(domain=ours.made.domain, address="sales@ours.example", targets=["suzuki@ours.example"])
    upload = uploaded(f"処理,メールアドレス,パスワード,状態\n{line}\n")
    (planned,) = queries.preview_of(upload, actor=PERSON).lines
    assert words in " ".join(map(str, planned.problems)) and planned.is_refused
    services.start(actor=PERSON, upload=upload, kind=import_accounts, deletions=0)
    before = list(Mailbox.objects.values())
    job = run()
    assert words in refusals(job)[2]
    assert list(Mailbox.objects.values()) == before


@pytest.mark.parametrize(
    "line", [f"変更,administrator,{PASSWORD},", "変更,administrator,,停止中", "変更,sato,,停止中", "削除,sato,,"]
)
def test_who_keeps_accounts_registers_nothing_about_another_administrator(
    ours: Office, uploaded: Uploaded, line: str
) -> None:
    keeper = ours.user.mailbox
    set_role(actor=SYSTEM, mailbox=keeper, role="accounts")
    sato = accounts.add_account(actor=SYSTEM, domain=ours.made.domain, local_part="sato").mailbox
    set_role(actor=SYSTEM, mailbox=sato, role="web")
    upload = uploaded(f"処理,メールアドレス,パスワード,状態\n{line}\n")
    actor = Actor(Kind.ADMINISTRATOR, keeper.address)
    (planned,) = queries.preview_of(upload, actor=actor).lines
    assert "別の管理者" in " ".join(map(str, planned.problems))
    services.start(actor=actor, upload=upload, kind=import_accounts, deletions=0)
    before = facts()["Mailbox"]
    assert "別の管理者" in refusals(run())[2]
    assert facts()["Mailbox"] == before


def test_a_line_is_done_as_a_whole_or_not_at_all(registered: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    """The account would be there, its suspension fails."""

    def fail(**values: object) -> None:
        raise accounts.errors.NoSuchAccount(address="x")

    monkeypatch.setattr(applying.services, "suspend_account", fail)
    job = registered("メールアドレス,状態\nsato,停止中\ntanaka,利用中\n")
    assert account("sato@ours.example") is None and account("tanaka@ours.example") is not None
    assert not Publication.objects.filter(key="sato@ours.example").exists()
    assert list(refusals(job)) == [2]


def test_case_114_the_contracts_number_of_accounts_holds(ours: Office, uploaded: Uploaded) -> None:
    Contract.objects.filter(customer=ours.made.customer).update(accounts_max=3)  # two are in use
    upload = uploaded("処理,メールアドレス\n追加,a1\n追加,a2\n削除,suzuki\n追加,a3\n")
    preview = queries.preview_of(upload, actor=PERSON)
    assert [line.is_refused for line in preview.lines] == [False, True, False, False]
    services.start(actor=PERSON, upload=upload, kind=import_accounts, deletions=1)
    assert list(refusals(run())) == [3]


def test_what_is_there_already_is_changed_where_that_was_chosen(registered: Register) -> None:
    job = registered("メールアドレス,表示名\nsuzuki,鈴木\nsato,佐藤\n", changes_existing=True)
    assert [line.outcome for line in job.lines.order_by("number")] == ["変更", "追加"]
    assert found("suzuki@ours.example").display_name == "鈴木"


def test_case_117_a_list_that_is_sent_twice_is_registered_once(uploaded: Uploaded) -> None:
    upload = uploaded("メールアドレス\nsato\n")
    again = Upload.objects.get(pk=upload.pk)
    first = services.start(actor=PERSON, upload=upload, kind=import_accounts, deletions=0)
    assert services.start(actor=PERSON, upload=again, kind=import_accounts, deletions=0) == first
    assert Job.objects.count() == 1


def test_a_cancelled_registration_says_what_was_done_and_what_not(uploaded: Uploaded) -> None:
    job = services.start(actor=PERSON, upload=uploaded("メールアドレス\na1\na2\n"), kind=import_accounts, deletions=0)
    Job.objects.filter(pk=job.pk).update(is_cancel_wanted=True)
    job = run()
    assert job.state == Job.State.CANCELLED
    assert [row[:3] for row in result(job)] == [["2", "未処理", "a1@ours.example"], ["3", "未処理", "a2@ours.example"]]


def test_a_file_that_nobody_registers_is_forgotten_after_a_day(
    state: Path, uploaded: Uploaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    uploaded(f"メールアドレス,パスワード\nsato,{PASSWORD}\n")
    assert services.forget_old() == 0
    later = timezone.now() + services.KEPT + timedelta(seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert services.forget_old() == 1
    assert not list((state / "jobs").iterdir()) and not Upload.objects.exists()


def test_a_file_whose_job_waits_is_not_forgotten(uploaded: Uploaded, monkeypatch: pytest.MonkeyPatch) -> None:
    services.start(actor=PERSON, upload=uploaded("メールアドレス\nsato\n"), kind=import_accounts, deletions=0)
    later = timezone.now() + services.KEPT * 2
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert services.forget_old() == 0
    jobs.forget_old()
    assert account("sato@ours.example") is None
    assert Upload.objects.exists()


@pytest.mark.feature("B3")
@pytest.mark.parametrize("charset", Charset)
def test_case_113_what_is_exported_is_read_again_and_changes_nothing(
    ours: Office, registered: Register, charset: Charset
) -> None:
    names = ["営業部　髙橋①", "=1+1", "'=x", "@all", "-", 'a,"b"', "＝"]
    for number, name in enumerate(names):
        accounts.add_account(
            actor=PERSON, domain=ours.made.domain, local_part=f"a{number}", display_name=name, quota_bytes=1234567890
        )
    accounts.suspend_account(actor=PERSON, mailbox=found("a1@ours.example"))
    before = list(Mailbox.objects.order_by("pk").values())
    content = services.export(actor=PERSON, domain=ours.made.domain, charset=charset)
    assert b"ARGON" not in content and ours.user.password.encode() not in content
    text = content.decode("utf-8-sig" if charset is Charset.UTF_8 else charset)
    job = registered(text)
    assert {line.outcome for line in job.lines.all()} == {"変更なし"}
    assert list(Mailbox.objects.order_by("pk").values()) == before
    again = services.export(actor=PERSON, domain=ours.made.domain, charset=charset)
    assert again == content


@pytest.mark.feature("B3")
def test_an_exported_list_brings_accounts_back_that_were_deleted(ours: Office, registered: Register) -> None:
    accounts.change_account(actor=PERSON, mailbox=ours.user.mailbox, display_name="鈴木", quota_bytes=3 << 30)
    text = services.export(actor=PERSON, domain=ours.made.domain, charset=Charset.UTF_8).decode("utf-8-sig")
    accounts.delete_account(actor=PERSON, mailbox=ours.user.mailbox)
    Publication.objects.all().delete()
    job = registered(text.replace("変更", ""), changes_existing=True)
    assert job.state == Job.State.DONE
    suzuki = found("suzuki@ours.example")
    assert (suzuki.display_name, suzuki.quota_bytes) == ("鈴木", 3 << 30)


@pytest.mark.feature("B3")
def test_a_name_that_shift_jis_does_not_have_is_named_and_nothing_replaced(ours: Office) -> None:
    accounts.change_account(actor=PERSON, mailbox=ours.user.mailbox, display_name="𠮷田")
    with pytest.raises(UnwritableName) as refused:
        services.export(actor=PERSON, domain=ours.made.domain, charset=Charset.CP932)
    assert "𠮷田" in str(refused.value) and "suzuki@ours.example" in str(refused.value)
    assert not Entry.objects.filter(action="accounts.export").exists()
    assert "𠮷田".encode() in services.export(actor=PERSON, domain=ours.made.domain, charset=Charset.UTF_8)


def test_the_administrator_who_began_it_gets_one_mail_when_it_is_done(ours: Office, registered: Register) -> None:
    job = registered(f"部署・氏名,メールアカウント,パスワード\n営業部 佐藤,sato,{PASSWORD}\n,tanaka,\n営業,da re ka,\n")
    (mail,) = OutgoingNotice.objects.filter(key="bulk_registered")
    assert mail.recipient == PERSON.name
    text = message_from_string(mail.content, policy=policy.default).get_content()
    assert "完了　　　：2 行" in text and "エラー　　：1 行" in text and f"/jobs/{job.pk}/" in text

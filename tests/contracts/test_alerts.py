"""What the home pages say first: declared by features, shown to whoever it is for."""

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from fumibako.chapters.console.customers.services import change_contract
from fumibako.chapters.contract.options.services import refuse_order
from fumibako.chapters.contract.options.tests.contract import ordered
from fumibako.chapters.contract.plans.queries import contract_of
from fumibako.chapters.demo.filling.jobs import fill
from fumibako.chapters.features import features
from fumibako.chapters.hosting.certificates.models import HostCertificate
from fumibako.chapters.identity.logins.initial_passwords import keep
from fumibako.chapters.identity.logins.models import InitialPassword
from fumibako.chapters.mail.accounts.queries import accounts_used
from fumibako.chapters.mail.accounts.services import NewAccount, set_password
from fumibako.chapters.mail.administrators.services import set_role
from fumibako.chapters.mail.auto_reply.services import set_auto_reply
from fumibako.chapters.mail.disk_quota.services import check
from fumibako.chapters.mail.forwarding.services import set_forwarding
from fumibako.chapters.mail.sending_limits.services import note_pauses
from fumibako.chapters.mail.usage import queries as usage
from fumibako.chapters.member.inquiry.services import send_inquiry
from fumibako.chapters.member.news.services import add_news
from fumibako.chapters.webmail.writing.models import Submission
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.features import Face
from fumibako.groundwork.notices.models import OutgoingNotice
from fumibako.groundwork.publish.models import Publication
from fumibako.groundwork.tenancy.roles import Role
from fumibako.groundwork.ui.alerts import Alert, Tone, gravest_first
from fumibako.machine.daemons.dovecot.control import Usage
from fumibako.machine.daemons.guardd.control import Paused
from tests.contracts.people import Office, member, operator, owner

pytestmark = [pytest.mark.django_db, pytest.mark.feature("A5", "A6", "E2", "E6")]


@pytest.fixture
def ours(ours: Office) -> Office:
    """Everybody has chosen a password of their own."""
    InitialPassword.objects.all().delete()
    return ours


@pytest.fixture
def theirs(theirs: Office) -> Office:
    InitialPassword.objects.all().delete()
    return theirs


def fill_disk(office: Office, percent: int) -> None:
    customer = office.made.customer
    limit = contract_of(customer).mail_disk_bytes
    check(customer, used=limit * percent // 100, limit=limit, now=timezone.now())


def use_up_accounts(office: Office) -> None:
    customer = office.made.customer
    change_contract(actor=SYSTEM, customer=customer, accounts_max=accounts_used(customer))


def administrators_home(office: Office) -> str:
    return member(office.made.administrator).get("/admin/").content.decode()


def users_home(office: Office) -> str:
    return member(office.user).get("/user/").content.decode()


def owners_home(office: Office) -> str:
    return owner(office).get("/mypage/").content.decode()


def desk() -> str:
    return operator().get("/console/").content.decode()


def test_the_gravest_comes_first_and_the_rest_keeps_its_order() -> None:
    alerts = [Alert(Tone.INFO, "a"), Alert(Tone.DANGER, "b"), Alert(Tone.INFO, "c"), Alert(Tone.WARN, "d")]
    assert [alert.title for alert in gravest_first(alerts)] == ["b", "d", "a", "c"]


@pytest.mark.feature("C2")
def test_an_initial_password_is_asked_to_be_changed_until_it_is(ours: Office) -> None:
    words = "初期パスワードのままご利用中です"
    keep(ours.made.administrator.mailbox.login, ours.made.administrator.password)
    assert words in administrators_home(ours) and words not in users_home(ours)
    password = set_password(actor=SYSTEM, mailbox=ours.made.administrator.mailbox)
    changed = NewAccount(ours.made.administrator.mailbox, password)
    assert words not in member(changed).get("/admin/").content.decode()


def test_homes_of_an_ordinary_day_say_nothing(ours: Office) -> None:
    for home in (administrators_home(ours), users_home(ours), owners_home(ours)):
        assert 'class="stack alerts' not in home


@pytest.mark.feature("B8")
@pytest.mark.parametrize(("percent", "words"), [(79, ""), (85, "80％以上"), (95, "残りわずか"), (101, "上限を超えて")])
def test_the_disks_level_stands_on_the_menu(ours: Office, theirs: Office, percent: int, words: str) -> None:
    fill_disk(ours, percent)
    home = administrators_home(ours)
    assert words in home
    assert ('class="stack alerts' in home) == bool(words)
    assert 'class="stack alerts' not in administrators_home(theirs)
    assert (ours.made.customer.name in desk()) == (percent >= 90) or percent < 90


def test_accounts_that_are_used_up_are_told_to_all_three(ours: Office, theirs: Office) -> None:
    use_up_accounts(ours)
    assert "件をすべて使用しています" in administrators_home(ours)
    assert "件をすべて使用しています" in owners_home(ours)
    assert "使い切ったお客様が1件" in desk()
    assert 'class="stack alerts' not in administrators_home(theirs)


def test_a_refused_change_is_told_to_its_customer_and_the_operator(ours: Office, theirs: Office) -> None:
    Publication.objects.filter(key=ours.made.domain.name).update(outcome=Publication.Outcome.REFUSED)
    assert "反映できなかった設定変更が" in administrators_home(ours)
    assert 'class="stack alerts' not in administrators_home(theirs)
    assert "反映できなかった変更が" in desk()


@pytest.mark.feature("D11")
@pytest.mark.parametrize(("days", "words"), [(30, ""), (10, "に期限が切れます"), (-1, "に期限が切れました")])
def test_a_certificate_that_ends_is_told_before_and_after(ours: Office, days: int, words: str) -> None:
    domain = ours.made.domain
    until = timezone.now() + timedelta(days=days)
    HostCertificate.objects.create(site=domain.site, host=domain.name, pem="-", expires_at=until)
    home = administrators_home(ours)
    assert words in home
    assert ('class="stack alerts' in home) == bool(words)


def test_a_role_hears_of_what_it_may_see(ours: Office) -> None:
    use_up_accounts(ours)
    set_role(actor=SYSTEM, mailbox=ours.user.mailbox, role=Role.WEB)
    assert 'class="stack alerts' not in member(ours.user).get("/admin/").content.decode()


def test_orders_inquiries_and_failed_notices_wait_on_the_desk(ours: Office) -> None:
    ordered(ours)
    send_inquiry(remote="", language="ja", category="mail", text="?", reply_address="a@elsewhere.example")
    OutgoingNotice.objects.update(outcome="failed")
    home = desk()
    for words in ("承認待ちのお申し込みが1件", "未回答のお問い合わせが1件"):
        assert words in home
    assert "承認待ちのお申し込みが1件" in owners_home(ours)


def test_the_owner_reads_why_an_order_was_refused(ours: Office) -> None:
    refuse_order(actor=SYSTEM, order=ordered(ours), reason="お見積りの後にお願いします。")
    home = owners_home(ours)
    assert "承認されませんでした" in home
    assert "お見積りの後にお願いします。" in home


def test_a_user_sees_a_full_mailbox_and_where_mail_goes_meanwhile(
    ours: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox = ours.user.mailbox
    full = Usage(messages=1, bytes=mailbox.quota_bytes, unseen=0, spam_bytes=0)
    monkeypatch.setattr(usage, "mailbox_usage", lambda mailbox: full)
    set_forwarding(actor=SYSTEM, mailbox=mailbox, targets=["a@elsewhere.example"], keeps_copy=True, is_on=True)
    set_auto_reply(actor=SYSTEM, mailbox=mailbox, is_on=True, subject="不在", text="留守です。")
    home = users_home(ours)
    for words in ("メールボックスの容量がいっぱい", "a@elsewhere.example", "自動返信が有効です"):
        assert words in home


@pytest.mark.feature("B13")
def test_a_paused_account_is_told_to_its_user_and_the_administrator(ours: Office, theirs: Office) -> None:
    paused = Paused(login=ours.user.mailbox.address, at=1_800_000_000.0, per_hour=1001, per_day=1200)
    note_pauses(actor=SYSTEM, paused=[paused])
    assert "メールの送信を一時停止しています" in users_home(ours)
    home = administrators_home(ours)
    assert "1件のアカウントの送信を一時停止しています" in home and ours.user.mailbox.address in home
    for other in (administrators_home(theirs), users_home(theirs)):
        assert 'class="stack alerts' not in other


@pytest.mark.feature("C1")
def test_mail_that_was_not_sent_is_told_to_its_writer(ours: Office) -> None:
    mail = {"mailbox": ours.user.mailbox, "draft": 1, "begun_at": timezone.now(), "send_at": timezone.now()}
    for number, state in enumerate(("failed", "waiting", "sent")):
        Submission.objects.create(message_id=f"<{number}@a>", digest=str(number), state=state, **mail)
    assert "送信できなかったメールが1通あります" in users_home(ours)
    assert 'class="stack alerts' not in administrators_home(ours)


def test_news_that_last_stand_on_the_homes(ours: Office) -> None:
    add_news(actor=SYSTEM, kind="incident", title="送信の遅延", text="調査中です。", shown_from=timezone.now())
    for home in (administrators_home(ours), users_home(ours), owners_home(ours)):
        assert "送信の遅延" in home


def test_the_desk_says_what_the_watchdog_found(ours: Office) -> None:
    report = {"at": timezone.now().timestamp(), "services": {"clamd": {"condition": "down", "detail": "x"}}}
    settings.FUMIBAKO.health_file.parent.mkdir(parents=True, exist_ok=True)
    settings.FUMIBAKO.health_file.write_text(json.dumps(report))
    try:
        assert "clamd" in desk()
    finally:
        settings.FUMIBAKO.health_file.unlink()


def test_while_the_demo_is_being_filled_every_home_says_so(ours: Office) -> None:
    fill.enqueue(actor=SYSTEM, stored="none")
    for home in (administrators_home(ours), users_home(ours), owners_home(ours), desk()):
        assert "デモのデータを作成しています" in home


def test_a_feature_declares_alerts_for_faces_that_have_a_home() -> None:
    faces = {face for feature in features() for face in feature.alerts}
    assert faces == {Face.ADMIN, Face.USER, Face.MYPAGE, Face.CONSOLE}

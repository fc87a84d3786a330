"""What a user sees of what others did to the account (B1, B13)."""

from datetime import timedelta

import pytest
from django.test import Client

from fumibako.chapters.mail.auto_reply.services import set_auto_reply
from fumibako.groundwork.audit.actor import SYSTEM, Actor, Kind
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.audit.services import record
from tests.contracts.people import Office, make, member

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B1"), pytest.mark.feature("B13")]
DESK = Actor(Kind.OPERATOR, "desk-of-tanaka", "198.51.100.9")


@pytest.fixture
def office() -> Office:
    return make("株式会社履歴", "history.example")


def shown(office: Office, query: str = "") -> str:
    """The rows."""
    return rows(member(office.user), f"/user/history/{query}")


def rows(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode()).partition("<tbody")[2].partition("</tbody")[0]


def test_a_user_sees_what_an_administrator_set_for_them_and_who_it_was(office: Office) -> None:
    administrator = member(office.made.administrator)
    address = office.user.mailbox.address
    page = f"/admin/accounts/{address}/forwarding/"
    answer = administrator.post(page, {"targets": "a@elsewhere.example", "keeps_copy": "on", "is_on": "on"})
    assert answer.status_code == 302
    text = shown(office)
    assert "転送の設定" in text and office.made.administrator.mailbox.address in text
    assert "127.0.0.1" not in text and "elsewhere" not in text
    assert "転送の設定" in rows(administrator, f"/admin/accounts/{address}/history/")


def test_what_users_do_themselves_is_told_apart(office: Office) -> None:
    mailbox = office.user.mailbox
    own = Actor(Kind.USER, mailbox.address, "127.0.0.1")
    set_auto_reply(actor=own, mailbox=mailbox, is_on=False, subject="不在", text="休みます。")
    assert "ご自身" in shown(office)
    assert "自動返信" not in shown(office, "?by=others")


def test_the_providers_staff_has_no_name(office: Office) -> None:
    record(DESK, "account.change", office.user.mailbox.address, customer_number=office.made.customer.number)
    text = shown(office)
    assert "サービス提供元" in text and DESK.name not in text and DESK.remote not in text


def test_neither_anothers_entries_nor_those_of_an_earlier_account_are_shown(office: Office) -> None:
    mailbox, number = office.user.mailbox, office.made.customer.number
    record(SYSTEM, "mailbox.repair", mailbox.address, customer_number=number)
    Entry.objects.filter(action="mailbox.repair").update(at=mailbox.created_at - timedelta(days=1))
    record(SYSTEM, "mailbox.empty", office.made.administrator.mailbox.address, customer_number=number)
    text = shown(office)
    assert "アカウントの追加" in text
    assert "修復" not in text and "空にする" not in text

"""The search of the menus finds accounts, customers and questions, too, each in its reader's scope."""

import pytest
from django.utils.timezone import now

from fumibako.chapters.contract.options.services import place_order
from fumibako.chapters.contract.options.tests.contract import option
from fumibako.chapters.mail.accounts.services import change_account
from fumibako.chapters.mail.delivery_log.models import Delivery, Mail
from fumibako.chapters.member.faq.services import add_question
from fumibako.chapters.member.inquiry.services import send_inquiry
from fumibako.groundwork.audit.actor import SYSTEM
from tests.contracts.people import Office, member, operator

pytestmark = [pytest.mark.django_db, pytest.mark.feature("A5", "A6", "E6")]


def test_an_administrator_finds_own_accounts_by_name_and_address_and_nobody_elses(ours: Office, theirs: Office) -> None:
    change_account(actor=SYSTEM, mailbox=ours.user.mailbox, display_name="営業部 鈴木")
    administrator = member(ours.made.administrator)
    for text in ("suzuki", "営業部", "ＳＵＺＵＫＩ"):
        page = administrator.get("/admin/find/", {"q": text}).content.decode()
        assert f'href="/admin/accounts/{ours.user.mailbox.address}/"' in page, text
        assert theirs.user.mailbox.address not in page


def test_a_user_finds_answers_but_no_accounts(ours: Office) -> None:
    add_question(
        actor=SYSTEM,
        category="mail",
        question="送信予約はできますか。",
        answer="できます。",
        question_en="",
        answer_en="",
        position=1,
    )
    user = member(ours.user)
    assert "送信予約はできますか。" in user.get("/user/find/", {"q": "送信予約"}).content.decode()
    assert "/accounts/" not in user.get("/user/find/", {"q": "suzuki"}).content.decode()


def test_an_operator_finds_customers_and_whose_an_address_is(ours: Office) -> None:
    desk, customer = operator(), ours.made.customer
    for text in (customer.name, customer.number, ours.made.domain.name):
        assert (
            f'href="/console/customers/{customer.number}/"' in desk.get("/console/find/", {"q": text}).content.decode()
        )
    page = desk.get("/console/find/", {"q": ours.user.mailbox.address}).content.decode()
    assert f'href="/console/customers/{customer.number}/accounts/?search=suzuki%40ours.example"' in page


def test_an_operator_finds_an_order_and_an_inquiry_by_their_numbers(ours: Office) -> None:
    order = place_order(actor=SYSTEM, customer=ours.made.customer, option=option(), packs=1)
    asked = {"remote": "", "language": "ja", "category": "mail", "text": "x", "reply_address": "a@out.example"}
    inquiry = send_inquiry(**asked)
    desk = operator()
    for text, way in ((order.number, f"orders/{order.number}"), (inquiry.number.lower(), f"inquiries/{inquiry.pk}")):
        assert f'href="/console/{way}/"' in desk.get("/console/find/", {"q": text}).content.decode()
    assert "/console/inquiries/" not in desk.get("/console/find/", {"q": "Q99"}).content.decode().split("<main")[1]


def test_an_operator_finds_a_mail_by_its_message_id_and_its_queue_id() -> None:
    mail = Mail.objects.create(queue_id="4hTfQk2Vd7z1vLB", message_id="<20261128.1@out.example>", received_at=now())
    sent = Delivery.objects.create(mail=mail, recipient="a@out.example", state="sent", at=now())
    desk = operator()
    for text in ("20261128.1@out.example", "<20261128.1@out.example>", "4hTfQk2Vd7z1vLB"):
        assert f'href="/console/delivery-log/{sent.pk}/"' in desk.get("/console/find/", {"q": text}).content.decode()
    assert "/delivery-log/" + str(sent.pk) not in desk.get("/console/find/", {"q": "20261128"}).content.decode()


def test_nothing_is_looked_for_without_a_text(ours: Office) -> None:
    assert ours.user.mailbox.address not in member(ours.made.administrator).get("/admin/find/").content.decode()

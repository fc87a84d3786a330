"""Inquiries in every state, and news of an incident that is over."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from fumibako.chapters.console.customers.queries import customers
from fumibako.chapters.demo.filling.companies import AOBA, HIKARI, MIDORI
from fumibako.chapters.demo.filling.made import Made
from fumibako.chapters.member.inquiry.models import Inquiry
from fumibako.chapters.member.inquiry.services import answer_inquiry, close_inquiry, send_inquiry
from fumibako.chapters.member.news.services import add_news
from fumibako.groundwork.audit.actor import SYSTEM


def open_inquiry(made: Made) -> None:
    _ask(HIKARI, "spam", "取引先からの見積りメールが迷惑メールに入ります。\n許可の設定方法を教えてください。")


def answered_inquiry(made: Made) -> None:
    inquiry = _ask(MIDORI, "mail", "メールの容量を増やすには、どうすればよいですか。")
    answer_inquiry(
        actor=SYSTEM,
        inquiry=inquiry,
        text="お問い合わせありがとうございます。\n容量の大きいプランに変更いただけます。お見積りをお送りします。",
    )


def closed_inquiry(made: Made) -> None:
    inquiry = _ask(AOBA, "contract", "請求書の宛名を変更してください。（お電話でも連絡済みです）")
    close_inquiry(actor=SYSTEM, inquiry=inquiry)


def past_incident(made: Made) -> None:
    now = timezone.now()
    add_news(
        actor=SYSTEM,
        kind="incident",
        title="【復旧】メール送信の遅延について",
        text="10:20から11:05まで、メールの送信に最大15分の遅れが発生しました。現在は復旧しています。\n"
        "メールの消失はありません。ご迷惑をおかけしましたことをお詫び申し上げます。",
        title_en="Resolved: delayed outgoing mail",
        text_en="From 10:20 to 11:05 outgoing mail was delayed by up to 15 minutes. No mail was lost.",
        shown_from=now - timedelta(days=16),
        shown_until=now - timedelta(days=15),
    )


ACTS: tuple[Callable[[Made], None], ...] = (open_inquiry, answered_inquiry, closed_inquiry, past_incident)


def _ask(domain: str, category: str, text: str) -> Inquiry:
    return send_inquiry(
        remote="",
        language="ja",
        category=category,
        text=text,
        reply_address=f"administrator@{domain}",
        customer=customers().get(domains__name=domain),
    )

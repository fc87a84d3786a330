"""Mails of today that go through our own submission service, so that the delivery log has something to tell."""

from dataclasses import dataclass

from django.utils import timezone

from fumibako.chapters.demo.filling.mails import Letter, written
from fumibako.chapters.demo.filling.patience import NotThere
from fumibako.chapters.mail.accounts.queries import account
from fumibako.chapters.webmail.writing.errors import SendingAway
from fumibako.chapters.webmail.writing.submitting import submit
from fumibako.groundwork.rules import Refused
from fumibako.machine.conf import Config


@dataclass(frozen=True)
class Mail:
    sender: str
    to: str
    subject: str
    text: str


MAILS = (
    Mail(
        "sato@sample.example",
        "suzuki@sample.example",
        "打ち合わせの時間の変更",
        "鈴木さん\n\n午後の打ち合わせを15時からに変更しました。会議室Aのままです。\n\n佐藤",
    ),
    Mail(
        "suzuki@sample.example",
        "info@sample.example",
        "代表アドレスの受信テスト",
        "代表アドレス宛てのメールが、担当者全員に届くことの確認です。",
    ),
    Mail(
        "administrator@sample.example",
        "sato@sample.example",
        "メールソフトの設定について",
        "佐藤さん\n\nスマートフォンの設定は、利用者メニューの「メールソフトの設定」にある手順でお願いします。",
    ),
    Mail("suzuki@sample.example", "sasaki@sample.example", "ご挨拶", "佐々木さん\n\n来月からよろしくお願いします。"),
)
"""The last one goes to nobody who is there, and is refused."""


def send(config: Config, mail: Mail) -> None:
    """Cut short after it, the step sends it again: twice the same mail is what any sender may do. Raises NotThere."""
    sender = account(mail.sender)
    if sender is None:
        return
    letter = Letter(
        message_id=f"<demo.sent.{MAILS.index(mail)}@{mail.sender.partition('@')[2]}>",
        sender=f"{sender.display_name} <{mail.sender}>" if sender.display_name else mail.sender,
        to=mail.to,
        subject=mail.subject,
        text=mail.text,
        days=0,
    )
    try:
        submit(config, mail.sender, [mail.to], written(letter, timezone.now()))
    except SendingAway as error:
        raise NotThere(str(error)) from error
    except Refused:
        return  # what the delivery log shows of it is what it is for

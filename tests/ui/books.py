"""python -m tests.ui.books FILE: contacts and signatures of two people in the demo, an address of their company; rules
for mail."""

import json
import sys
from pathlib import Path

import django

django.setup()

from fumibako.chapters.mail.accounts.models import Mailbox  # noqa: E402 after django.setup
from fumibako.chapters.mail.common_filter.services import add_common_rule  # noqa: E402 after django.setup
from fumibako.chapters.mail.own_filter.services import add_own_rule  # noqa: E402 after django.setup
from fumibako.chapters.mail.sorting.services import add_sorting_rule  # noqa: E402 after django.setup
from fumibako.chapters.webmail.contacts.services import (  # noqa: E402 after django.setup
    add_company_contact,
    add_contact,
)
from fumibako.chapters.webmail.phrases.services import add_phrase  # noqa: E402 after django.setup
from fumibako.groundwork.audit.actor import SYSTEM  # noqa: E402 after django.setup
from fumibako.machine.formats.vcard import Card  # noqa: E402 after django.setup
from fumibako.machine.state.mail.condition import Comparison, Condition, Part  # noqa: E402 after django.setup

OUTSIDER = Card(
    name="佐藤 花子",
    reading="サトウ ハナコ",
    company="取引先商事株式会社",
    department="購買部",
    addresses=("hanako.sato@out.example",),
    phones=("03-1234-5678",),
)


def main() -> None:
    logins = json.loads(Path(sys.argv[1]).read_text())
    for login in (logins["users"][1], logins["administrator"]):
        mailbox = Mailbox.objects.get(address=login["address"])
        add_contact(mailbox=mailbox, card=OUTSIDER)
        text = "株式会社サンプル\n営業部 鈴木 一郎\nTEL 03-1234-5678"
        add_phrase(mailbox=mailbox, kind="signature", name="社外用", subject="", text=text, is_default=True)
    add_company_contact(actor=SYSTEM, customer=mailbox.domain.customer, card=OUTSIDER)
    rule = {"part": "sender", "match": "is", "text": "hanako.sato@out.example", "action": "allow"}
    add_common_rule(actor=SYSTEM, domain=mailbox.domain, **rule)
    mailbox = Mailbox.objects.get(address=logins["users"][1]["address"])
    add_own_rule(actor=SYSTEM, mailbox=mailbox, **rule)
    invoice = Condition(part=Part.SUBJECT, match=Comparison.CONTAINS, text="請求書")
    add_sorting_rule(actor=SYSTEM, mailbox=mailbox, conditions=[invoice], is_any=False, folder="経理/請求書")


main()

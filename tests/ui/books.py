"""python -m tests.ui.books FILE: a contact of everybody's in the demo, and an outside address of their company."""

import json
import sys
from pathlib import Path

import django

django.setup()

from fumibako.chapters.mail.accounts.models import Mailbox  # noqa: E402 after django.setup
from fumibako.chapters.webmail.contacts.services import (  # noqa: E402 after django.setup
    add_company_contact,
    add_contact,
)
from fumibako.groundwork.audit.actor import SYSTEM  # noqa: E402 after django.setup
from fumibako.machine.formats.vcard import Card  # noqa: E402 after django.setup

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
    add_company_contact(actor=SYSTEM, customer=mailbox.domain.customer, card=OUTSIDER)


main()

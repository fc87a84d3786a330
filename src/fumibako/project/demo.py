"""python -m fumibako.project.demo: a provider and a customer to look around with.

Writes the logins as JSON to stdout; their passwords are generated, and nothing else knows them.
"""

import json
import sys

import django

django.setup()

from fumibako.chapters.console.customers.services import add_customer  # noqa: E402 after django.setup
from fumibako.chapters.identity.services import add_operator  # noqa: E402 after django.setup
from fumibako.chapters.mail.accounts.services import add_account  # noqa: E402 after django.setup
from fumibako.groundwork.audit.actor import SYSTEM  # noqa: E402 after django.setup

DOMAIN = "sample.example"
USERS = (("suzuki", "鈴木 一郎"), ("sato", "佐藤 花子"))


def main() -> None:
    operator = add_operator(actor=SYSTEM, login="operator", display_name="運用担当")
    made = add_customer(actor=SYSTEM, name="株式会社サンプル", domain=DOMAIN)
    users = [
        add_account(actor=SYSTEM, domain=made.domain, local_part=local_part, display_name=name)
        for local_part, name in USERS
    ]
    accounts = [{"address": new.mailbox.address, "password": new.password} for new in (made.administrator, *users)]
    logins = {
        "domain": DOMAIN,
        "administrator": accounts[0],
        "users": accounts[1:],
        "operator": {"login": "operator", "password": operator},
    }
    sys.stdout.write(json.dumps(logins) + "\n")


main()

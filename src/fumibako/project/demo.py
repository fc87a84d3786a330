"""python -m fumibako.project.demo FILE [--small]: a provider and a customer to look around with. Without --small a job
adds other customers, mails and sites once the box runs.

The logins, with generated passwords, are in FILE before the first of them is made: whoever is cut short goes on, the
next time, with the same ones.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import django
from django.conf import settings

django.setup()

from fumibako.chapters.console.branding.services import set_branding  # noqa: E402 after django.setup
from fumibako.chapters.console.catalogue.services import add_option  # noqa: E402 after django.setup
from fumibako.chapters.console.customers.services import add_customer  # noqa: E402 after django.setup
from fumibako.chapters.console.domains.services import add_domain  # noqa: E402 after django.setup
from fumibako.chapters.console.operators.queries import operator  # noqa: E402 after django.setup
from fumibako.chapters.console.operators.services import add_operator  # noqa: E402 after django.setup
from fumibako.chapters.contract.options.queries import option  # noqa: E402 after django.setup
from fumibako.chapters.contract.options.services import place_order  # noqa: E402 after django.setup
from fumibako.chapters.contract.owners.queries import owner_of_customer  # noqa: E402 after django.setup
from fumibako.chapters.contract.owners.services import set_up  # noqa: E402 after django.setup
from fumibako.chapters.demo.filling.catalogue import CATALOGUE  # noqa: E402 after django.setup
from fumibako.chapters.demo.filling.companies import COMPANIES, Company  # noqa: E402 after django.setup
from fumibako.chapters.demo.filling.jobs import fill  # noqa: E402 after django.setup
from fumibako.chapters.demo.filling.queries import filling_job  # noqa: E402 after django.setup
from fumibako.chapters.hosting.ftp.queries import initial_password_of  # noqa: E402 after django.setup
from fumibako.chapters.hosting.ftp.services import set_ftp_password  # noqa: E402 after django.setup
from fumibako.chapters.identity.keys.services import add_key  # noqa: E402 after django.setup
from fumibako.chapters.identity.logins.models import Login  # noqa: E402 after django.setup
from fumibako.chapters.mail.accounts.queries import account  # noqa: E402 after django.setup
from fumibako.chapters.mail.accounts.services import ADMINISTRATOR, add_account  # noqa: E402 after django.setup
from fumibako.chapters.mail.aliases.services import add_alias  # noqa: E402 after django.setup
from fumibako.groundwork.audit.actor import SYSTEM  # noqa: E402 after django.setup
from fumibako.groundwork.brand.queries import branding  # noqa: E402 after django.setup
from fumibako.groundwork.jobs import files as job_files  # noqa: E402 after django.setup
from fumibako.groundwork.tenancy.models import Domain  # noqa: E402 after django.setup
from fumibako.groundwork.tenancy.roles import Role  # noqa: E402 after django.setup
from fumibako.machine.formats.passwords import generate  # noqa: E402 after django.setup
from fumibako.machine.system import files  # noqa: E402 after django.setup
from fumibako.project import demo_help  # noqa: E402 after django.setup

DOMAIN = "sample.example"
ALIAS_DOMAIN = "sample-alias.example"
PROVIDER = {
    "name": "文箱メールサービス",
    "name_en": "Fumibako Mail Service",
    "company": "株式会社文箱",
    "support_phone": "03-0000-0000",
    "support_hours": "平日 9:00～18:00",
    "support_address": f"postmaster@{settings.FUMIBAKO.hostname}",
}
USERS = {"suzuki": "鈴木 一郎", "sato": "佐藤 花子"}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("path", type=Path)
    parser.add_argument("--small", action="store_true")
    given = parser.parse_args()
    if not given.path.exists():
        files.write(given.path, json.dumps(_planned(is_small=given.small)).encode(), mode=0o600)
    logins = json.loads(given.path.read_text())
    _make(logins)
    if not given.small and filling_job() is None:
        fill.enqueue(actor=SYSTEM, stored=job_files.store(json.dumps(logins).encode()))
    files.write(given.path, json.dumps(logins).encode(), mode=0o600)


def _planned(*, is_small: bool) -> dict[str, Any]:
    administrator, *users = (
        {"address": f"{local_part}@{DOMAIN}", "password": generate()} for local_part in (ADMINISTRATOR, *USERS)
    )
    staff = {"login": "operator", "password": generate()}
    web = {"ftp": {"login": DOMAIN, "password": generate()}, "site": f"http://www.{DOMAIN}/"}
    return {
        "domain": DOMAIN,
        "administrator": administrator,
        "users": users,
        "operator": staff,
        "web": web,
        "mypage": {"login": "", "password": generate()},
        "others": [] if is_small else [_other(company) for company in COMPANIES if company.domain != DOMAIN],
    }


def _other(company: Company) -> dict[str, Any]:
    """A customer that the job adds."""
    administrator = {"address": f"{ADMINISTRATOR}@{company.domain}", "password": generate()}
    return {"domain": company.domain, "shows": company.shows, "administrator": administrator}


def _make(logins: dict[str, Any]) -> None:
    """What is missing of it. The login ID of My Page is known once the customer is there."""
    if not branding().name:
        set_branding(actor=SYSTEM, texts=PROVIDER)
    demo_help.make()
    staff = logins["operator"]
    if operator(staff["login"]) is None:
        add_operator(actor=SYSTEM, display_name="運営者", **staff)
    if not Domain.objects.filter(name=DOMAIN).exists():
        add_customer(actor=SYSTEM, name="株式会社サンプル", domain=DOMAIN, password=logins["administrator"]["password"])
    domain = Domain.objects.get(name=DOMAIN)
    if initial_password_of(domain.site):
        set_ftp_password(actor=SYSTEM, site=domain.site, password=logins["web"]["ftp"]["password"])
    owner = owner_of_customer(domain.customer)
    logins["mypage"]["login"] = domain.customer.number
    if owner and not owner.is_set_up:
        contact = logins["administrator"]["address"]
        set_up(actor=SYSTEM, owner=owner, password=logins["mypage"]["password"], contact=contact)
    if not domain.aliases.exists():
        add_domain(actor=SYSTEM, customer=domain.customer, domain=ALIAS_DOMAIN, alias_of=domain)
    for user, (local_part, name) in zip(logins["users"], USERS.items(), strict=True):
        if account(user["address"]) is None:
            add_account(
                actor=SYSTEM, domain=domain, local_part=local_part, display_name=name, password=user["password"]
            )
    for entry in CATALOGUE:
        if option(entry["code"]) is None:
            add_option(actor=SYSTEM, **entry)
    more = option(CATALOGUE[0]["code"])
    if more:
        place_order(actor=SYSTEM, customer=domain.customer, option=more, packs=1)
    administrator = Login.objects.get(name=logins["administrator"]["address"])
    if not administrator.keys.exists():
        add_key(actor=SYSTEM, login=administrator, name="勤怠システム", role=Role.ACCOUNTS)  # nobody is told it
    if not domain.mail_aliases.exists():
        add_alias(actor=SYSTEM, domain=domain, local_part="info", targets=list(USERS), note="代表アドレス")
    demo_help.ask(domain.customer, logins["administrator"]["address"])


main()

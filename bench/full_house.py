"""Fills a test box's database with customers, domains and accounts, and waits until all are live.

    FUMIBAKO_STATE=DIR python -m bench.full_house DOMAINS ACCOUNTS_EACH

Rows are written in bulk: going through the services would hash 50,000 passwords. Their outbox
rows are the same as the services write, so the worker publishes them as always.
"""

import datetime
import sys
import time

import django

django.setup()

from django.db import transaction  # noqa: E402  # models need django.setup()

from fumibako.chapters.contract.plans.models import Contract, Plan  # noqa: E402
from fumibako.chapters.identity.logins.models import Login  # noqa: E402
from fumibako.chapters.mail.accounts.models import Mailbox  # noqa: E402
from fumibako.groundwork.publish.models import Publication  # noqa: E402
from fumibako.groundwork.publish.services import wake  # noqa: E402
from fumibako.groundwork.tenancy.models import Customer, Domain  # noqa: E402
from fumibako.machine.state import Aspect  # noqa: E402

NOBODYS_HASH = "{ARGON2ID}$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$" + "A" * 43
PATIENCE_SECONDS = 3600


def main(domains: int, accounts: int) -> None:
    there = Domain.objects.filter(name__endswith=".full.example").count()
    for first in range(there, domains, 100):
        with transaction.atomic():
            for number in range(first, min(first + 100, domains)):
                _add(number, accounts)
    started = time.monotonic()
    first = Publication.objects.filter(outcome=Publication.Outcome.PENDING).count()
    wake()
    while pending := Publication.objects.filter(outcome=Publication.Outcome.PENDING).count():
        if time.monotonic() - started > PATIENCE_SECONDS:
            raise SystemExit(f"{pending} publications are still pending")
        time.sleep(0.5)
    seconds = time.monotonic() - started
    print(f"{domains} domains x {accounts} live after {seconds:.0f} s, {first / seconds:.0f} publications/s")


def _add(number: int, accounts: int) -> None:
    plan = Plan.objects.first()
    assert plan is not None, "the box has no plan yet"
    customer = Customer.objects.create(number=f"W9{number:08d}", name=f"{number} 商店")
    Contract.objects.create(
        customer=customer,
        plan=plan,
        accounts_max=accounts,
        mail_disk_bytes=plan.mail_disk_bytes,
        mailbox_quota_bytes=plan.mailbox_quota_bytes,
        web_disk_bytes=plan.web_disk_bytes,
        builder_disk_bytes=plan.builder_disk_bytes,
        starts_on=datetime.date(2026, 4, 1),
        first_payment_on=datetime.date(2026, 5, 31),
    )
    domain = Domain.objects.create(customer=customer, name=f"d{number}.full.example")
    names = [f"u{n}@{domain.name}" for n in range(accounts)]
    logins = Login.objects.bulk_create(
        Login(kind=Login.Kind.MEMBER, name=name, password_hash=NOBODYS_HASH, customer=customer) for name in names
    )
    mailboxes = [
        Mailbox(
            login=login,
            domain=domain,
            local_part=f"u{n}",
            address=login.name,
            quota_bytes=plan.mailbox_quota_bytes,
            is_administrator=n == 0,
        )
        for n, login in enumerate(logins)
    ]
    Mailbox.objects.bulk_create(mailboxes)
    now = datetime.datetime.now(datetime.UTC)
    scopes = [(Aspect.DOMAIN, domain.name), *((Aspect.ACCOUNT, m.address) for m in mailboxes)]
    Publication.objects.bulk_create(
        Publication(aspect=aspect.value, key=key, wanted=1, requested_at=now) for aspect, key in scopes
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))

"""Rows of as many sites as wanted, and what somebody does on their pages; until each is live.

In a process of its own, which has the box's database: `python -m bench.sites.filling`, a line of JSON for each wish.
"""

import datetime
import json
import sys
import time
from typing import Any

import django

django.setup()

from django.db import transaction  # noqa: E402  # models need django.setup()

from fumibako.chapters.contract.plans.models import Contract, Plan  # noqa: E402
from fumibako.chapters.hosting.environment.services import set_php  # noqa: E402
from fumibako.chapters.hosting.sites.models import Site  # noqa: E402
from fumibako.groundwork.audit.actor import SYSTEM  # noqa: E402
from fumibako.groundwork.publish import services as publishing  # noqa: E402
from fumibako.groundwork.publish.models import Publication  # noqa: E402
from fumibako.groundwork.tenancy.models import Customer, Domain  # noqa: E402
from fumibako.machine.state import Aspect  # noqa: E402

PATIENCE_SECONDS = 3600


def fill(sites: int) -> dict[str, Any]:
    """Until there are that many."""
    started, ours = time.monotonic(), Site.objects.filter(domain__name__endswith=".sites.example")
    there = ours.count()
    for number in range(there, sites):
        _add(name_of(number))
    _wait()
    return {"added": max(0, sites - there), "seconds": time.monotonic() - started, "sites": ours.count()}


def add(name: str) -> dict[str, Any]:
    _add(name)
    return {}


def change(name: str, memory: int) -> dict[str, Any]:
    """As the page of PHP's settings does."""
    site = Site.objects.get(domain__name=name)
    set_php(actor=SYSTEM, site=site, memory_mb=memory, upload_mb=8, shows_errors=False, timezone="Asia/Tokyo")
    return {}


def name_of(number: int) -> str:
    return f"s{number}.sites.example"


def _add(name: str) -> None:
    with transaction.atomic():
        domain = Domain.objects.create(customer=_customer(), name=name)
        Site.objects.create(domain=domain)
        publishing.request(Aspect.SITE, name)


def _customer() -> Customer:
    plan = Plan.objects.first()
    assert plan is not None, "the box has no plan yet"
    customer, is_new = Customer.objects.get_or_create(number="W900000001", name="株式会社千")
    if is_new:
        Contract.objects.create(
            customer=customer,
            plan=plan,
            accounts_max=plan.accounts_max,
            mail_disk_bytes=plan.mail_disk_bytes,
            mailbox_quota_bytes=plan.mailbox_quota_bytes,
            web_disk_bytes=plan.web_disk_bytes,
            builder_disk_bytes=plan.builder_disk_bytes,
            starts_on=datetime.date(2026, 4, 1),
            first_payment_on=datetime.date(2026, 5, 31),
        )
    return customer


def _wait() -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while Publication.objects.filter(aspect="site", outcome=Publication.Outcome.PENDING).exists():
        if time.monotonic() > deadline:
            raise SystemExit("publications are still pending")
        time.sleep(0.5)


if __name__ == "__main__":
    for line in sys.stdin:
        wish, *values = json.loads(line)
        print(json.dumps({"fill": fill, "add": add, "change": change}[wish](*values)), flush=True)

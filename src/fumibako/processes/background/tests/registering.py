"""A background process that registers accounts, for tests that kill it: python -m … NUMBER_OF_ROWS uploads a list and
ends, without a number it works until the job has ended. Leases are short, and hashes cost next to nothing."""

import sys
from datetime import timedelta

import django
from argon2 import PasswordHasher

django.setup()

from fumibako.chapters.console.customers.services import add_customer  # noqa: E402 after django.setup
from fumibako.chapters.mail.bulk import jobs as bulk  # noqa: E402 after django.setup
from fumibako.chapters.mail.bulk import services  # noqa: E402 after django.setup
from fumibako.groundwork.audit.actor import SYSTEM  # noqa: E402 after django.setup
from fumibako.groundwork.jobs import leases  # noqa: E402 after django.setup
from fumibako.groundwork.jobs.models import Job  # noqa: E402 after django.setup
from fumibako.machine.formats import passwords  # noqa: E402 after django.setup
from fumibako.processes.background import working  # noqa: E402 after django.setup

leases.LEASE = timedelta(seconds=1)
working.LOOK_SECONDS = 0.1
passwords._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def main() -> None:
    if rows := sys.argv[1:]:
        upload(int(rows[0]))
        return
    bench = working.Workbench({bulk.NAME: bulk.import_accounts})
    while Job.objects.filter(ended_at=None).exists():
        bench.woken.set()
        bench.run_next() or bench.woken.wait(0.1)


def upload(rows: int) -> None:
    made = add_customer(actor=SYSTEM, name="株式会社大勢", domain="many.example", accounts_max=rows + 1)
    lines = ["部署・氏名,メールアカウント,パスワード", *(f"社員 {number},u{number}," for number in range(rows))]
    stored = services.store(
        owner="login:1",
        customer=made.customer,
        domain=made.domain,
        file_name="多.csv",
        content="\n".join(lines).encode(),
    )
    services.start(actor=SYSTEM, upload=stored, kind=bulk.import_accounts, deletions=0)


main()

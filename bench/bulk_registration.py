"""How long the registration of a list takes, compared with the hashing of its passwords alone (aim: at most 1.3 ×).

    python -m bench.bulk_registration [--rows 10000]

It makes a control database of its own (SQLite) and no box. Ends with 1 where the aim is missed.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import django
from django.core.management import call_command

STATE = tempfile.TemporaryDirectory(prefix="fb-bulk-")
os.environ |= {"FUMIBAKO_STATE": STATE.name, "DJANGO_SETTINGS_MODULE": "fumibako.project.settings"}
django.setup()

from fumibako.chapters.console.customers.services import add_customer  # noqa: E402 after django.setup
from fumibako.chapters.identity.logins.services import new_password  # noqa: E402 after django.setup
from fumibako.chapters.mail.bulk import services  # noqa: E402 after django.setup
from fumibako.chapters.mail.bulk.hashing import prepared  # noqa: E402 after django.setup
from fumibako.chapters.mail.bulk.jobs import NAME, import_accounts  # noqa: E402 after django.setup
from fumibako.groundwork.audit.actor import SYSTEM  # noqa: E402 after django.setup
from fumibako.groundwork.jobs.models import Job, Line  # noqa: E402 after django.setup
from fumibako.processes.background.working import Workbench  # noqa: E402 after django.setup

MAX = 1.3


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000)
    rows = parser.parse_args(argv).rows
    with STATE:
        (Path(STATE.name) / "control").mkdir()
        call_command("migrate", verbosity=0)
        hashing, registering = _hashed(rows), _registered(rows)
    ratio = registering / hashing
    print(f"{rows:,} rows: hashing alone {hashing:.1f} s, registration {registering:.1f} s, {ratio:.2f} times as long")
    sys.exit(ratio > MAX)


def _hashed(rows: int) -> float:
    """As many passwords as the registration hashes, with as many threads."""
    begun = time.monotonic()
    for _ in prepared(lambda number: new_password(f"u{number}@many.example"), range(rows)):
        pass
    return time.monotonic() - begun


def _registered(rows: int) -> float:
    _upload(rows)
    begun, bench = time.monotonic(), Workbench({NAME: import_accounts})
    while Job.objects.filter(ended_at=None).exists():
        bench.run_next()
    seconds = time.monotonic() - begun
    assert Line.objects.filter(is_refused=False).count() == rows, "a line was refused"
    return seconds


def _upload(rows: int) -> None:
    made = add_customer(actor=SYSTEM, name="株式会社大勢", domain="many.example", accounts_max=rows + 1)
    lines = ["部署・氏名,メールアカウント,パスワード", *(f"社員 {number},u{number}," for number in range(rows))]
    stored = services.store(
        owner="login:1",
        customer=made.customer,
        domain=made.domain,
        file_name="多.csv",
        content="\n".join(lines).encode(),
    )
    services.start(actor=SYSTEM, upload=stored, kind=import_accounts, deletions=0)


if __name__ == "__main__":
    main(sys.argv[1:])

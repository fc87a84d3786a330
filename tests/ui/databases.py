"""python -m tests.ui.databases FILE: a database and a backup of the demo's site."""

import json
import sys
from pathlib import Path

import django

django.setup()

from django.utils import timezone  # noqa: E402 after django.setup

from fumibako.chapters.hosting.backup.models import Backup  # noqa: E402 after django.setup
from fumibako.chapters.hosting.databases.services import add_database  # noqa: E402 after django.setup
from fumibako.chapters.hosting.sites.models import Site  # noqa: E402 after django.setup
from fumibako.groundwork.audit.actor import SYSTEM  # noqa: E402 after django.setup
from fumibako.machine.state.web.database import prefix_of  # noqa: E402 after django.setup


def main() -> None:
    address = json.loads(Path(sys.argv[1]).read_text())["administrator"]["address"]
    site = Site.objects.get(domain__name=address.partition("@")[2])
    Backup.objects.create(
        site=site,
        file="0" * 32,
        made_at=timezone.now(),
        bytes=26_000_000,
        is_nightly=True,
        databases=[prefix_of(site.pk) + "shop"],
        folders=["htdocs", "htdocs/wp-content", "private"],
        left_out=["htdocs/closed"],
    )
    add_database(actor=SYSTEM, site=site, name="shop", password="Kaban-to-kasa-77")


main()

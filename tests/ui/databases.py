"""python -m tests.ui.databases FILE: a database, a backup and WordPress of the demo's site."""

import json
import sys
from pathlib import Path

import django

django.setup()

from django.utils import timezone  # noqa: E402 after django.setup

from fumibako.chapters.hosting.backup.models import Backup  # noqa: E402 after django.setup
from fumibako.chapters.hosting.databases.services import add_database, add_database_user  # noqa: E402 after django.setup
from fumibako.chapters.hosting.sites.models import Site  # noqa: E402 after django.setup
from fumibako.chapters.hosting.wordpress.models import Installation  # noqa: E402 after django.setup
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
    database = add_database(actor=SYSTEM, site=site, name="shop", password="Kaban-to-kasa-77")
    values = {"name": "reader", "password": "Kaban-to-kasa-78", "reads_only": True}
    add_database_user(actor=SYSTEM, database=database, **values)
    plugin = {"kind": "plugin", "key": "akismet/akismet.php", "name": "Akismet", "version": "5.0", "newest": "5.3"}
    looked = {"parts": [{**plugin, "is_active": True}], "looked_at": timezone.now(), "knows_newest": True}
    Installation.objects.create(site=site, folder="", database=database.name, version="6.1.1", **looked)
    live = Installation.objects.create(site=site, folder="shop", database=f"s{site.pk}_wp", version="6.1.1")
    copy = {"folder": "staging", "database": f"s{site.pk}_wp2", "version": "6.1.1", "copy_of": live}
    Installation.objects.create(site=site, **copy)


main()

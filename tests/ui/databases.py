"""python -m tests.ui.databases FILE: a database of the demo's site."""

import json
import sys
from pathlib import Path

import django

django.setup()

from fumibako.chapters.hosting.databases.services import add_database  # noqa: E402 after django.setup
from fumibako.chapters.hosting.sites.models import Site  # noqa: E402 after django.setup
from fumibako.groundwork.audit.actor import SYSTEM  # noqa: E402 after django.setup


def main() -> None:
    address = json.loads(Path(sys.argv[1]).read_text())["administrator"]["address"]
    site = Site.objects.get(domain__name=address.partition("@")[2])
    add_database(actor=SYSTEM, site=site, name="shop", password="Kaban-to-kasa-77")


main()

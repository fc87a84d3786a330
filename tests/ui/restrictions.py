"""python -m tests.ui.restrictions FILE: a restricted folder of the demo's site, with a user."""

import json
import sys
from pathlib import Path

import django

django.setup()

from fumibako.chapters.hosting.access.services import (  # noqa: E402 after django.setup
    add_access_user,
    restrict_folder,
)
from fumibako.chapters.hosting.sites.models import Site  # noqa: E402 after django.setup
from fumibako.groundwork.audit.actor import SYSTEM  # noqa: E402 after django.setup


def main() -> None:
    address = json.loads(Path(sys.argv[1]).read_text())["administrator"]["address"]
    site = Site.objects.get(domain__name=address.partition("@")[2])
    folder = restrict_folder(actor=SYSTEM, site=site, path="/members", realm="会員専用")
    add_access_user(actor=SYSTEM, restriction=folder, login="sato", password="Kaban-to-kasa-77")


main()

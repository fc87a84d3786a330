"""python -m tests.ui.restrictions FILE: what the demo's site does not have: a restricted folder with a user, a
subdomain, a certificate that ends soon, a redirect."""

import json
import sys
from pathlib import Path

import django

django.setup()

from fumibako.chapters.hosting.access.services import (  # noqa: E402 after django.setup
    add_access_user,
    restrict_folder,
)
from fumibako.chapters.hosting.certificates.rules import read_upload  # noqa: E402 after django.setup
from fumibako.chapters.hosting.certificates.services import install_issued  # noqa: E402 after django.setup
from fumibako.chapters.hosting.sites.models import Site  # noqa: E402 after django.setup
from fumibako.chapters.hosting.subdomains.services import add_subdomain  # noqa: E402 after django.setup
from fumibako.chapters.hosting.tools.services import add_redirect  # noqa: E402 after django.setup
from fumibako.groundwork.audit.actor import SYSTEM  # noqa: E402 after django.setup
from tests.authority import root  # noqa: E402 after django.setup


def main() -> None:
    address = json.loads(Path(sys.argv[1]).read_text())["administrator"]["address"]
    site = Site.objects.get(domain__name=address.partition("@")[2])
    folder = restrict_folder(actor=SYSTEM, site=site, path="/members", realm="会員専用")
    add_subdomain(actor=SYSTEM, site=site, label="shop", folder="/shop")
    add_redirect(actor=SYSTEM, site=site, path="/old", target="https://www.example.com/", is_permanent=True)
    authority, host = root("例の認証局"), site.domain.name
    upload = read_upload(authority.issue(host, days=(-1, 15)).pem, authority.pem)
    install_issued(actor=SYSTEM, site=site, host=host, upload=upload)
    add_access_user(actor=SYSTEM, restriction=folder, login="sato", password="Kaban-to-kasa-77")


main()

"""python -m tests.faults.wanted: what a box's database says should be live, as a line of JSON for each line of input.
In the box's own environment.

Every scope that was ever published, and every domain and mailbox there is, rendered for every daemon.
"""

import json
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402 after django.setup
from django.db import connection  # noqa: E402 after django.setup

from fumibako.chapters.mail.accounts.models import Mailbox  # noqa: E402 after django.setup
from fumibako.chapters.snapshot import state_of  # noqa: E402 after django.setup
from fumibako.groundwork.publish.models import Publication  # noqa: E402 after django.setup
from fumibako.groundwork.tenancy.models import Domain  # noqa: E402 after django.setup
from fumibako.machine.daemons.rendering import render_all  # noqa: E402 after django.setup
from fumibako.machine.daemons.services import SERVICES, TABLES  # noqa: E402 after django.setup
from fumibako.machine.state import Aspect, Scope  # noqa: E402 after django.setup


def wanted() -> dict[str, object]:
    scopes = {row.scope for row in Publication.objects.all()}
    scopes |= {Scope(Aspect.DOMAIN, domain.name) for domain in Domain.objects.all()}
    for mailbox in Mailbox.objects.all():
        scopes |= {Scope(aspect, mailbox.address) for aspect in (Aspect.ACCOUNT, Aspect.SIEVE)}
    found: dict[str, object] = {}
    for scope in scopes:
        sets, rows = render_all(settings.FUMIBAKO, SERVICES, TABLES, state_of(scope))
        for service, files in sets.items():
            for name, file in files.items():
                found[f"{service}/{scope.path}/{name}"] = file.content.decode()
        for some in rows.values():
            for row in some:
                found[f"{row.table}/{row.key}"] = list(row.values)
    return found


for _ in sys.stdin:
    sys.stdout.write(json.dumps(wanted()) + "\n")
    sys.stdout.flush()
    connection.close()

"""python -m fumibako.processes.worker.rebuilding [--check]: every customer's configuration anew from the database, for
`fumibako rebuild`. What is live as it is wanted is not touched. It writes one JSON object a line: each scope that
differed with what became of it, at the end how many were compared.
"""

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fumibako.project.settings")
django.setup()

from fumibako.groundwork.publish.models import Publication  # noqa: E402 after django.setup
from fumibako.groundwork.publish.services import request, retry  # noqa: E402 after django.setup
from fumibako.machine.daemons.agent.control import Installer  # noqa: E402 after django.setup
from fumibako.machine.provision.client import AgentDown, AgentRefused  # noqa: E402 after django.setup
from fumibako.machine.provision.engine import Rendered  # noqa: E402 after django.setup
from fumibako.machine.state import Scope  # noqa: E402 after django.setup
from fumibako.processes.worker.compiling import NotCompiled, compile_publication  # noqa: E402 after django.setup
from fumibako.processes.worker.reconciling import BATCH  # noqa: E402 after django.setup

Outcome = Publication.Outcome
DIFFERS = "differs"
SETTLING_SECONDS = 600.0
LOOK_SECONDS = 0.1


@dataclass(frozen=True)
class Told:
    """outcome: DIFFERS where nothing was to be changed, else how the change ended. message: why not."""

    aspect: str
    key: str
    outcome: str
    message: str = ""


def rebuild(*, is_check: bool) -> Iterator[Told]:
    """Raises AgentDown."""
    batch, after = _batch(0), 0
    while batch:
        faulty, differing = _compared(batch)
        yield from faulty
        if is_check:
            yield from (Told(row.aspect, row.key, DIFFERS, row.message) for row in differing)
        else:
            yield from _published(differing)
        after = batch[-1].pk
        batch = _batch(after)


def _batch(after: int) -> list[Publication]:
    return list(Publication.objects.filter(pk__gt=after).order_by("pk")[:BATCH])


def _compared(batch: Iterable[Publication]) -> tuple[list[Told], list[Publication]]:
    """Those that cannot be rendered, and those that are not live as they are wanted."""
    faulty, wanted = [], {}
    for row in batch:
        try:
            wanted[row.scope] = (row, compile_publication(row).rendered)
        except NotCompiled as error:
            faulty.append(Told(row.aspect, row.key, str(Outcome.REFUSED), str(error)))
    refused, found = _differing({scope: rendered for scope, (_, rendered) in wanted.items()})
    faulty += [
        Told(row.aspect, row.key, str(Outcome.REFUSED), refused[scope])
        for scope, (row, _) in wanted.items()
        if scope in refused
    ]
    differing = [
        row
        for scope, (row, _) in wanted.items()
        if scope not in refused and (scope in found or row.outcome != Outcome.LIVE)
    ]
    return faulty, differing


def _differing(wanted: Mapping[Scope, Rendered]) -> tuple[dict[Scope, str], set[Scope]]:
    """Those that the agent refuses to compare, and why; those that differ. Where it refuses all of them together, each
    is asked about by itself. Raises AgentDown."""
    installer = Installer(settings.FUMIBAKO)
    try:
        return {}, set(installer.differing(wanted).scopes)
    except AgentRefused:
        refused, found = dict[Scope, str](), set[Scope]()
    for scope, rendered in wanted.items():
        try:
            found |= set(installer.differing({scope: rendered}).scopes)
        except AgentRefused as error:
            refused[scope] = str(error)
    return refused, found


def _published(rows: Iterable[Publication]) -> Iterator[Told]:
    for row in rows:
        if row.outcome == Outcome.REFUSED:
            retry(row)
        else:
            request(row.scope.aspect, row.key)
    until = time.monotonic() + SETTLING_SECONDS
    for row in rows:
        row.refresh_from_db()
        while row.outcome == Outcome.PENDING and not row.is_delayed and time.monotonic() < until:
            time.sleep(LOOK_SECONDS)
            row.refresh_from_db()
        yield Told(row.aspect, row.key, row.outcome, row.message)


def main() -> int:
    try:
        for told in rebuild(is_check="--check" in sys.argv):
            sys.stdout.write(f"{json.dumps(vars(told))}\n")
            sys.stdout.flush()
    except AgentDown as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{json.dumps({'compared': Publication.objects.count()})}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

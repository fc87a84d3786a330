"""What the agent itself does as root: make files and rows live, compare them, complete tables that were filled."""

import logging
from collections.abc import Iterable

from fumibako.machine.daemons.dovecot.doveadm import mail_directory, make_folders, run_doveadm
from fumibako.machine.daemons.tables.dovecot import ACCOUNTS
from fumibako.machine.provision import wire
from fumibako.machine.provision.engine import Engine, Rendered
from fumibako.machine.provision.verb import Answer, Context, Refused, Request, Verb
from fumibako.machine.state import Aspect, Scope
from fumibako.machine.system import failpoints
from fumibako.machine.system.run import CommandFailed

log = logging.getLogger("agent")


def apply(context: Context, request: Request) -> Answer:
    scope, (sets, rows) = _wanted(context.engine, request)
    with context.lock:
        outcome = context.engine.apply(scope, sets, rows)
    failpoints.reach("agent.before_answer")
    return {"is_live": outcome.is_live, "message": outcome.message}


def write_rows(context: Context, request: Request) -> Answer:
    decoded = [_wanted(context.engine, raw) for raw in request["scopes"]]
    wanted = {scope: rows for scope, (_, rows) in decoded}
    with context.lock:
        context.engine.write_rows(wanted)
    new = (scope.key for scope, rows in wanted.items() if scope.aspect is Aspect.ACCOUNT and any(rows.values()))
    _make_folders(context, new)
    failpoints.reach("agent.before_answer")
    return {}


def differing(context: Context, request: Request) -> Answer:
    wanted = dict(_wanted(context.engine, raw) for raw in request["scopes"])
    with context.lock:
        found = context.engine.differing(wanted)
        missing = context.engine.filling()
    return {"scopes": [[scope.aspect.value, scope.key] for scope in sorted(found)], "filling": sorted(missing)}


def filling(context: Context, request: Request) -> Answer:
    return {"tables": sorted(context.engine.filling())}


def complete(context: Context, request: Request) -> Answer:
    with context.lock:
        context.engine.complete(request["tables"])
    if ACCOUNTS in request["tables"]:
        _make_folders(context, run_doveadm(context.config, "user", "*").split())
    return {}


def _wanted(engine: Engine, raw: Request) -> tuple[Scope, Rendered]:
    """Files of services that do not read the aspect are left out."""
    scope, (sets, rows) = wire.decode(raw)
    if scope.aspect is Aspect.BOX:
        raise Refused("the box itself is rendered by `fumibako up`")
    reading = {service.name for service in engine.services if scope.aspect in service.reads}
    if unknown := sets.keys() - {service.name for service in engine.services}:
        raise Refused(f"unknown services: {', '.join(sorted(unknown))}")
    return scope, ({name: fileset for name, fileset in sets.items() if name in reading}, rows)


def _make_folders(context: Context, addresses: Iterable[str]) -> None:
    """Make the folders of new mailboxes before their first mail: two deliveries at once to a mailbox without folders
    crash on each other's locks, and one mail has to wait. A failure here is harmless: the first delivery makes them.
    Dovecot must know the accounts, so not while their table is filled."""
    new = [address for address in addresses if not mail_directory(context.config, address).is_dir()]
    if not new or ACCOUNTS in context.engine.filling():
        return
    try:
        make_folders(context.config, new)
    except CommandFailed as error:
        log.warning("no folders yet for %s: %s", ", ".join(new)[:200], str(error)[:200])


WORKER = ("worker",)
VERBS = (
    Verb(apply, WORKER),
    Verb(write_rows, WORKER),
    Verb(differing, WORKER),
    Verb(filling, ("worker", "web", "watchdog")),
    Verb(complete, WORKER),
)

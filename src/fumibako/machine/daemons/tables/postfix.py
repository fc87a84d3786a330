"""Postfix's look-up tables: LMDB files, updated row by row by postmap; visible at once, also on held connections."""

import contextlib
import itertools
from collections.abc import Mapping, Sequence

from fumibako.machine.conf import Config
from fumibako.machine.formats.postfix import map_line
from fumibako.machine.provision.table import Row
from fumibako.machine.state import ROLES, Aspect, Scope, State
from fumibako.machine.system import failpoints, files
from fumibako.machine.system.run import CommandFailed, run

NAMES = ("domains", "mailboxes", "aliases", "senders", "recipient_access")
SUSPENDED = "550 5.2.1 This mailbox is suspended"
LOCKED = "552 5.2.2 The mail disk of this domain is full"


class PostfixTables:
    name = "postfix"
    reads = frozenset({Aspect.DOMAIN, Aspect.ACCOUNT})

    def rows(self, state: State) -> tuple[Row, ...]:
        if domain := state.domain:
            access = SUSPENDED if domain.is_suspended else LOCKED if domain.is_locked else ""
            return (
                Row("domains", domain.name, ("OK",)),
                *(
                    Row(table, f"{local_part}@{domain.name}", (domain.administrator,))
                    for table in ("aliases", "senders")
                    for local_part in ROLES
                ),
                *((Row("recipient_access", domain.name, (access,)),) if access else ()),
            )
        if mailbox := state.mailbox:
            return (
                Row("mailboxes", mailbox.address, ("OK",)),
                Row("senders", mailbox.address, (mailbox.address,)),
                *(() if mailbox.is_open else (Row("recipient_access", mailbox.address, (SUSPENDED,)),)),
            )
        return ()

    def write(self, config: Config, wanted: Mapping[Scope, Sequence[Row]]) -> None:
        """New rows first, then those that are not wanted any more. A table that was lost is made anew, and the
        daemons that could not open it meanwhile are replaced: they would answer 451 to the end of their lives."""
        is_lost = any(not (config.edge / f"{name}.lmdb").exists() for name in NAMES)
        put: dict[str, dict[str, str]] = {}
        for row in itertools.chain(*wanted.values()):
            put.setdefault(row.table, {})[row.key] = str(row.values[0])
        for table, lines in put.items():
            _postmap(config, "-i", table, "".join(map_line(key, result) for key, result in lines.items()))
            failpoints.reach(f"postfix.after_{table}")
        possible = list(itertools.chain(*(_possible(scope).items() for scope in wanted)))
        for table in NAMES:
            gone = [key for name, keys in possible for key in keys if name == table and key not in put.get(table, {})]
            if gone:
                _postmap(config, "-d", table, "".join(f"{key}\n" for key in gone))
        if is_lost:
            self.prepare(config)
            with contextlib.suppress(CommandFailed):  # it does not run
                run(("postfix", "-c", str(config.live("postfix")), "reload"))

    def differing(self, config: Config, wanted: Mapping[Scope, Sequence[Row]]) -> set[Scope]:
        """One postmap per table, whatever the number of scopes."""
        rows = {(row.table, row.key): str(row.values[0]) for some in wanted.values() for row in some}
        owners = {(table, key): scope for scope in wanted for table, keys in _possible(scope).items() for key in keys}
        found: set[Scope] = set()
        for table in NAMES:
            there = _there(config, table, [key for name, key in owners if name == table])
            found |= {
                scope
                for (name, key), scope in owners.items()
                if name == table and there.get(key) != rows.get((name, key))
            }
        return found

    def prepare(self, config: Config) -> None:
        files.directory(config.edge)
        for name in NAMES:
            if not (config.edge / f"{name}.lmdb").exists():
                (config.edge / name).write_bytes(b"")
                run(("postmap", "-c", str(config.live("postfix")), f"lmdb:{config.edge / name}"))
                (config.edge / name).unlink()
            (config.edge / f"{name}.lmdb").chmod(0o644)


def _possible(scope: Scope) -> dict[str, tuple[str, ...]]:
    """Every row that a scope may ever have had."""
    if scope.aspect is Aspect.DOMAIN:
        names = tuple(f"{local_part}@{scope.key}" for local_part in ROLES)
        return {"domains": (scope.key,), "aliases": names, "senders": names, "recipient_access": (scope.key,)}
    return dict.fromkeys(("mailboxes", "senders", "recipient_access"), (scope.key,))


def _there(config: Config, table: str, keys: Sequence[str]) -> dict[str, str]:
    """The rows that a table has of these keys."""
    command = ("postmap", "-c", str(config.live("postfix")), "-q", "-", f"lmdb:{config.edge / table}")
    try:
        listed = run(command, given="".join(f"{key}\n" for key in keys))
    except CommandFailed:
        return {}  # none of the keys is there, or the table is not
    return dict(line.split("\t", 1) for line in listed.splitlines())


def _postmap(config: Config, flag: str, table: str, given: str) -> None:
    command = ["postmap", "-c", str(config.live("postfix"))]
    command += ["-i"] if flag == "-i" else ["-d", "-"]
    try:
        run((*command, f"lmdb:{config.edge / table}"), given=given)
    except CommandFailed as error:
        if flag == "-d" and str(error) == "postmap ended with 1":
            return  # none of the keys was there
        raise

"""Postfix's look-up tables: LMDB files, updated row by row by postmap; visible at once, also on held connections.

What is filled in the place of a lost one lies in edge/filling."""

import contextlib
import itertools
import os
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.formats.postfix import map_line
from fumibako.machine.provision.table import Row
from fumibako.machine.state import ROLES, Alias, Aspect, CatchAll, Mailbox, MailDomain, Scope, State
from fumibako.machine.state.mail.shared import Right, Shared
from fumibako.machine.system import failpoints, files
from fumibako.machine.system.accounts import gid_of
from fumibako.machine.system.run import CommandFailed, run

NAMES = ("domains", "mailboxes", "aliases", "senders", "recipient_access")
SUSPENDED = "550 5.2.1 This mailbox is suspended"
LOCKED = "552 5.2.2 The mail disk of this domain is full"
# Where answers to the domain's send-only address go (main.cf discards what comes to it).
SEND_ONLY, NOWHERE = "noreply", "nobody@noreply.invalid"
# lmdb.h: the file is none any more. MDB_MAP_FULL and the like are no damage.
_DAMAGED = ("MDB_INVALID", "MDB_CORRUPTED", "MDB_PAGE_NOTFOUND", "MDB_VERSION_MISMATCH")


class PostfixTables:
    name = "postfix"
    reads = frozenset({Aspect.DOMAIN, Aspect.ACCOUNT, Aspect.ALIAS})

    def rows(self, state: State) -> tuple[Row, ...]:
        if domain := state.wish(MailDomain):
            access = SUSPENDED if domain.is_suspended else LOCKED if domain.is_locked else ""
            return (
                Row("domains", domain.name, ("OK",)),
                *(
                    Row(table, f"{local_part}@{domain.name}", (domain.administrator,))
                    for table in ("aliases", "senders")
                    for local_part in ROLES
                ),
                Row("aliases", f"{SEND_ONLY}@{domain.name}", (NOWHERE,)),
                Row("senders", f"{SEND_ONLY}@{domain.name}", (domain.administrator,)),
                *((Row("aliases", f"@{domain.name}", (rest.target,)),) if (rest := state.wish(CatchAll)) else ()),
                *((Row("recipient_access", domain.name, (access,)),) if access else ()),
            )
        if alias := state.wish(Alias):
            return tuple(Row(table, alias.address, (", ".join(alias.targets),)) for table in ("aliases", "senders"))
        if mailbox := state.wish(Mailbox):
            return (
                # Its own name as the value: with a catch-all the table tells who is meant first.
                Row("mailboxes", mailbox.address, (mailbox.address,)),
                Row("senders", mailbox.address, (", ".join((mailbox.address, *_answering(state.wish(Shared)))),)),
                *(() if mailbox.is_open else (Row("recipient_access", mailbox.address, (SUSPENDED,)),)),
            )
        return ()

    def write(self, config: Config, wanted: Mapping[Scope, Sequence[Row]]) -> None:
        """New rows first, then those that are not wanted any more."""
        for name in NAMES:
            _begin(config, name)
        put: dict[str, dict[str, str]] = {}
        for row in itertools.chain(*wanted.values()):
            put.setdefault(row.table, {})[row.key] = str(row.values[0])
        for table, lines in put.items():
            _postmap(config, table, "-i", lines="".join(map_line(key, result) for key, result in lines.items()))
            failpoints.reach(f"postfix.after_{table}")
        possible = list(itertools.chain(*(_possible(scope).items() for scope in wanted)))
        for table in NAMES:
            gone = [key for name, keys in possible for key in keys if name == table and key not in put.get(table, {})]
            if gone:
                _delete(config, table, gone)

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

    def filling(self, config: Config) -> frozenset[str]:
        return frozenset(name for name in NAMES if not _is_there(config, name))

    def complete(self, config: Config, names: Collection[str]) -> None:
        """Daemons that could not open a table are replaced: they would answer 451 to the end of their lives."""
        filled = self.filling(config).intersection(names)
        for name in filled:
            _begin(config, name)
            aside = _aside(config, name)
            close(aside)
            files.sync_tree(aside.parent)
            aside.rename(_live(config, name))
        if filled:
            files.sync_directory(config.edge)
            with contextlib.suppress(CommandFailed):  # it does not run
                run(("postfix", "-c", str(config.live("postfix")), "reload"))


def close(table: Path) -> None:
    """To everybody but Postfix: every address of the box is in it."""
    os.chown(table, 0, gid_of("postfix"))
    table.chmod(0o640)


def _answering(shared: Shared | None) -> list[str]:
    """Who sends in a shared mailbox's name."""
    return [member for member, right in (shared.members if shared else ()) if right is not Right.READ]


def _live(config: Config, table: str) -> Path:
    return config.edge / f"{table}.lmdb"


def _is_there(config: Config, table: str) -> bool:
    """An empty file is none: postmap would take it for a table without rows."""
    live = _live(config, table)
    return live.exists() and live.stat().st_size > 0


def _aside(config: Config, table: str) -> Path:
    return config.edge / "filling" / f"{table}.lmdb"


def _begin(config: Config, table: str) -> None:
    """Make what is filled in the place of a lost table; forget it where somebody has brought the table back."""
    aside = _aside(config, table)
    if _is_there(config, table):
        aside.unlink(missing_ok=True)
    elif not aside.exists():
        files.directory(aside.parent)
        _postmap(config, table, "-i")


def _delete(config: Config, table: str, keys: Sequence[str]) -> None:
    try:
        _postmap(config, table, "-d", "-", lines="".join(f"{key}\n" for key in keys))
    except CommandFailed as error:
        if str(error) != "postmap ended with 1":  # none of the keys was there
            raise


def _possible(scope: Scope) -> dict[str, tuple[str, ...]]:
    """Every row that a scope may ever have had."""
    if scope.aspect is Aspect.DOMAIN:
        names = tuple(f"{local_part}@{scope.key}" for local_part in (*ROLES, SEND_ONLY))
        aliases = (*names, f"@{scope.key}")
        return {"domains": (scope.key,), "aliases": aliases, "senders": names, "recipient_access": (scope.key,)}
    tables = ("aliases", "senders") if scope.aspect is Aspect.ALIAS else ("mailboxes", "senders", "recipient_access")
    return dict.fromkeys(tables, (scope.key,))


def _there(config: Config, table: str, keys: Sequence[str]) -> dict[str, str]:
    """The rows that a table has of these keys."""
    try:
        listed = _postmap(config, table, "-q", "-", lines="".join(f"{key}\n" for key in keys))
    except CommandFailed:
        return {}  # none of the keys is there, or the table is not
    return dict(line.split("\t", 1) for line in listed.splitlines())


def _postmap(config: Config, table: str, *flags: str, lines: str = "") -> str:
    """Of a table, or of what is filled in its place. A damaged one is put aside: whoever asks again fills another.
    Raises CommandFailed."""
    path = _live(config, table) if _is_there(config, table) else _aside(config, table)
    command = ("postmap", "-c", str(config.live("postfix")), *flags, f"lmdb:{path.with_suffix('')}")
    try:
        return run(command, stdin=lines)
    except CommandFailed as error:
        if any(word in str(error) for word in _DAMAGED):
            path.replace(path.with_suffix(".damaged"))
        raise

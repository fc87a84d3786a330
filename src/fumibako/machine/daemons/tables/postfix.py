"""Postfix's look-up tables: LMDB files, updated row by row by postmap; visible at once, also on held connections."""

from collections.abc import Iterable

from fumibako.machine.conf import Config
from fumibako.machine.formats.postfix import map_line
from fumibako.machine.provision.table import Row
from fumibako.machine.state import Aspect, Scope, State
from fumibako.machine.system import files
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
                Row("aliases", f"postmaster@{domain.name}", (domain.administrator,)),
                Row("aliases", f"abuse@{domain.name}", (domain.administrator,)),
                *((Row("recipient_access", domain.name, (access,)),) if access else ()),
            )
        if mailbox := state.mailbox:
            return (
                Row("mailboxes", mailbox.address, ("OK",)),
                Row("senders", mailbox.address, (mailbox.address,)),
                *(() if mailbox.is_open else (Row("recipient_access", mailbox.address, (SUSPENDED,)),)),
            )
        return ()

    def write(self, config: Config, scope: Scope, rows: Iterable[Row]) -> None:
        """New rows first, then those that are not wanted any more."""
        put: dict[str, dict[str, str]] = {}
        for row in rows:
            put.setdefault(row.table, {})[row.key] = str(row.values[0])
        for table, lines in put.items():
            _postmap(config, "-i", table, "".join(map_line(key, result) for key, result in lines.items()))
        for table, keys in _possible(scope).items():
            gone = [key for key in keys if key not in put.get(table, {})]
            if gone:
                _postmap(config, "-d", table, "".join(f"{key}\n" for key in gone))

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
        names = tuple(f"{local_part}@{scope.key}" for local_part in ("postmaster", "abuse"))
        return {"domains": (scope.key,), "aliases": names, "recipient_access": (scope.key,)}
    return dict.fromkeys(("mailboxes", "senders", "recipient_access"), (scope.key,))


def _postmap(config: Config, flag: str, table: str, given: str) -> None:
    command = ["postmap", "-c", str(config.live("postfix"))]
    command += ["-i"] if flag == "-i" else ["-d", "-"]
    try:
        run((*command, f"lmdb:{config.edge / table}"), given=given)
    except CommandFailed as error:
        if flag == "-d" and str(error) == "postmap ended with 1":
            return  # none of the keys was there
        raise

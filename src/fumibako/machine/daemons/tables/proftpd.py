"""Who may log in by FTP, and how much a site may hold then: a passwd file and a table of limits that ProFTPD reads at
every login.

A lost file refuses logins until the next round of the reconciler has written it: no one takes that for an answer that
lasts, as other servers would of mail."""

import struct
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons.sites.tree import end_processes
from fumibako.machine.formats.passwd import owner_of, passwd_line
from fumibako.machine.formats.quotatab import limit_table, limits_of
from fumibako.machine.provision.table import Row
from fumibako.machine.state import Aspect, FtpAccess, Scope, Site, State
from fumibako.machine.system import files

USERS = "ftp_users"
LIMITS = "ftp_limits"
PROGRAM = "proftpd"


class ProftpdTables:
    name = "proftpd"
    reads = frozenset({Aspect.SITE})

    def rows(self, state: State) -> tuple[Row, ...]:
        site, access = state.wish(Site), state.wish(FtpAccess)
        if site is None or access is None or site.is_suspended:
            return ()
        user = Row(USERS, site.domain, (access.password_hash, site.number))
        return (user, Row(LIMITS, site.domain, (access.most_bytes, site.number))) if access.most_bytes else (user,)

    def write(self, config: Config, wanted: Mapping[Scope, Sequence[Row]]) -> None:
        """Sessions end that began with another password, or may not be any more."""
        there = _lines(config)
        self._write_limits(config, wanted, there)
        lines = {scope.key: _written(config, rows) for scope, rows in wanted.items()}
        changed = {key for key, line in lines.items() if there.get(key, "") != line}
        if not changed:
            return
        kept = "".join({**there, **lines}.values())
        files.write(users_file(config), kept.encode(), mode=0o600, uid=0, gid=0)
        for key in changed & there.keys():
            end_processes(_uid(there[key]), PROGRAM)

    def _write_limits(self, config: Config, wanted: Mapping[Scope, Sequence[Row]], lines: Mapping[str, str]) -> None:
        there = _limits(config)
        changed = {_uid(lines[scope.key]) for scope in wanted if scope.key in lines}
        kept = {uid: number for uid, number in there.items() if uid not in changed}
        now = kept | {uid: number for rows in wanted.values() for uid, number in _most(config, rows).items()}
        if now != there or not limits_file(config).exists():
            files.write(limits_file(config), limit_table(now), mode=0o600, uid=0, gid=0)

    def differing(self, config: Config, wanted: Mapping[Scope, Sequence[Row]]) -> set[Scope]:
        there, limits = _lines(config), _limits(config)
        return {
            scope
            for scope, rows in wanted.items()
            if there.get(scope.key, "") != _written(config, rows) or _known(config, rows, limits) != _most(config, rows)
        }

    def filling(self, config: Config) -> frozenset[str]:
        return frozenset()

    def complete(self, config: Config, names: Collection[str]) -> None:
        return None


def users_file(config: Config) -> Path:
    return config.home("proftpd") / "users.passwd"


def limits_file(config: Config) -> Path:
    return config.home("proftpd") / "limits.tab"


def _limits(config: Config) -> dict[int, int]:
    try:
        return limits_of(limits_file(config).read_bytes())
    except (FileNotFoundError, struct.error, ValueError):
        return {}


def _most(config: Config, rows: Iterable[Row]) -> dict[int, int]:
    """By the user's number."""
    return {config.site_uid(int(row.values[1])): int(row.values[0]) for row in rows if row.table == LIMITS}


def _known(config: Config, rows: Iterable[Row], limits: Mapping[int, int]) -> dict[int, int]:
    uids = {config.site_uid(int(row.values[1])) for row in rows if row.table == USERS}
    return {uid: limits[uid] for uid in uids & limits.keys()}


def _uid(line: str) -> int:
    return int(line.split(":")[2])


def _lines(config: Config) -> dict[str, str]:
    """By the scope's key."""
    try:
        text = users_file(config).read_text()
    except FileNotFoundError:
        return {}
    return {owner_of(line): line for line in text.splitlines(keepends=True)}


def _written(config: Config, rows: Iterable[Row]) -> str:
    return "".join(
        passwd_line(
            login=row.key,
            password_hash=str(row.values[0]),
            uid=config.site_uid(int(row.values[1])),
            owner=row.key,
            home=str(config.site(row.key)),
        )
        for row in rows
        if row.table == USERS
    )

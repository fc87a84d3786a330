"""Who may log in by FTP: a passwd file that ProFTPD reads at every login.

A lost file refuses logins until the next round of the reconciler has written it: no one takes that for an answer that
lasts, as other servers would of mail."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons.sites.tree import end_processes
from fumibako.machine.formats.passwd import owner_of, passwd_line
from fumibako.machine.provision.table import Row
from fumibako.machine.state import Aspect, FtpAccess, Scope, Site, State
from fumibako.machine.system import files

USERS = "ftp_users"
PROGRAM = "proftpd"


class ProftpdTables:
    name = "proftpd"
    reads = frozenset({Aspect.SITE})

    def rows(self, state: State) -> tuple[Row, ...]:
        site, access = state.wish(Site), state.wish(FtpAccess)
        if site is None or access is None or site.is_suspended:
            return ()
        return (Row(USERS, site.domain, (access.password_hash, site.number)),)

    def write(self, config: Config, wanted: Mapping[Scope, Sequence[Row]]) -> None:
        """Sessions end that began with another password, or may not be any more."""
        there = _lines(config)
        lines = {scope.key: _written(config, rows) for scope, rows in wanted.items()}
        changed = {key for key, line in lines.items() if there.get(key, "") != line}
        if not changed:
            return
        kept = "".join({**there, **lines}.values())
        files.write(users_file(config), kept.encode(), mode=0o600, uid=0, gid=0)
        for key in changed & there.keys():
            end_processes(int(there[key].split(":")[2]), PROGRAM)

    def differing(self, config: Config, wanted: Mapping[Scope, Sequence[Row]]) -> set[Scope]:
        there = _lines(config)
        return {scope for scope, rows in wanted.items() if there.get(scope.key, "") != _written(config, rows)}

    def filling(self, config: Config) -> frozenset[str]:
        return frozenset()

    def complete(self, config: Config, names: Collection[str]) -> None:
        return None


def users_file(config: Config) -> Path:
    return config.home("proftpd") / "users.passwd"


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
    )

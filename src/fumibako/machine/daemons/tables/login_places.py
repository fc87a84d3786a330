"""Where logins may come from: a SQLite file that guardd reads at every login (A7).

A file that was lost, or is new, is filled again before it counts: until then nobody can say where logins may come
from. When a rule gets stricter, the mail programs of whom it holds for are logged out; those at the right place come
back by themselves."""

import contextlib
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons.tables.dovecot import end_noted, note_endings
from fumibako.machine.provision.table import Row
from fumibako.machine.state import Aspect, Scope, State
from fumibako.machine.state.mail.login_places import LoginPlaces, Places
from fumibako.machine.system import files

PLACES = "login_places"
_TABLE = """CREATE TABLE IF NOT EXISTS place (
  key TEXT PRIMARY KEY, web TEXT NOT NULL, programs TEXT NOT NULL, networks TEXT NOT NULL
) WITHOUT ROWID"""
_SELECT = "SELECT web, programs, networks FROM place WHERE key = ?"


class LoginPlacesTables:
    name = PLACES
    reads = frozenset({Aspect.ACCOUNT, Aspect.DOMAIN})

    def rows(self, state: State) -> tuple[Row, ...]:
        if not (places := state.wish(LoginPlaces)):
            return ()
        return (Row(PLACES, places.key, (places.web, places.programs, " ".join(places.networks))),)

    def write(self, config: Config, wanted: Mapping[Scope, Sequence[Row]]) -> None:
        with _opened(config) as database:
            before = {scope: _in_force(database, scope.key) for scope in wanted}
            for scope, rows in wanted.items():
                database.execute("DELETE FROM place WHERE key = ?", (scope.key,))
                values = [(row.key, *map(str, row.values)) for row in rows if row.table == PLACES]
                database.executemany("INSERT INTO place VALUES (?, ?, ?, ?)", values)
            stricter = [scope for scope, was in before.items() if _is_stricter(was, _in_force(database, scope.key))]
            # Noted before the rule is there: a power cut between the two ends sessions for nothing, and once more.
            note_endings(config, [_mask(scope) for scope in stricter])
        if stricter:
            end_noted(config)

    def differing(self, config: Config, wanted: Mapping[Scope, Sequence[Row]]) -> set[Scope]:
        with _opened(config) as database:
            return {scope for scope, rows in wanted.items() if _there(database, scope) != list(rows)}

    def filling(self, config: Config) -> frozenset[str]:
        with _opened(config) as database:
            is_whole = database.execute("SELECT 1 FROM sqlite_master WHERE name = 'served'").fetchone()
            return frozenset(() if is_whole else {PLACES})

    def complete(self, config: Config, names: Collection[str]) -> None:
        if self.filling(config).intersection(names):
            with _opened(config) as database:
                database.execute("CREATE VIEW served AS SELECT * FROM place")


class PlacesUnknown(Exception):
    """The table is away, locked or not filled yet: there may be a rule."""


def places_of(config: Config, login: str) -> LoginPlaces | None:
    """The account's own, else its domain's. None: anywhere. Raises PlacesUnknown."""
    if "@" not in login:  # of My Page or the console
        return None
    try:
        with contextlib.closing(sqlite3.connect(f"file:{_path(config)}?mode=ro", uri=True, timeout=1)) as database:
            return _in_force(database, login, "served")
    except (sqlite3.Error, ValueError) as error:
        raise PlacesUnknown(str(error)) from error


def _in_force(database: sqlite3.Connection, login: str, table: str = "place") -> LoginPlaces | None:
    """login: or a domain."""
    for key in dict.fromkeys((login, login.rpartition("@")[2])):
        for web, programs, networks in database.execute(_SELECT.replace("place", table), (key,)):
            return LoginPlaces(key=key, web=Places(web), programs=Places(programs), networks=tuple(networks.split()))
    return None


def _is_stricter(before: LoginPlaces | None, after: LoginPlaces | None) -> bool:
    return (before or LoginPlaces(key="")).programs_lose_by(after)


def _mask(scope: Scope) -> str:
    return f"*@{scope.key}" if scope.aspect is Aspect.DOMAIN else scope.key


def _path(config: Config) -> Path:
    return config.edge / "login_places.sqlite3"


def _there(database: sqlite3.Connection, scope: Scope) -> list[Row]:
    return [Row(PLACES, scope.key, values) for values in database.execute(_SELECT, (scope.key,))]


@contextlib.contextmanager
def _opened(config: Config) -> Iterator[sqlite3.Connection]:
    """In a transaction. guardd only reads: no write-ahead log, whose index its readers would have to write."""
    path = _path(config)
    if not path.exists():
        files.write(path, b"", mode=0o640, uid=0, gid=config.uids.guardd)
    database = sqlite3.connect(path, timeout=5, isolation_level="IMMEDIATE")
    try:
        database.execute("PRAGMA synchronous=FULL")
        database.execute(_TABLE)
        with database:
            yield database
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            path.unlink()
        raise
    finally:
        database.close()

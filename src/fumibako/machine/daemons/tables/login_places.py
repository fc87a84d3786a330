"""Where logins may come from: a SQLite file that guardd reads at every login (A7).

A lost file allows every place until the next round of the reconciler has written it."""

import contextlib
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from fumibako.machine.conf import Config
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
            for scope, rows in wanted.items():
                database.execute("DELETE FROM place WHERE key = ?", (scope.key,))
                values = [(row.key, *map(str, row.values)) for row in rows if row.table == PLACES]
                database.executemany("INSERT INTO place VALUES (?, ?, ?, ?)", values)

    def differing(self, config: Config, wanted: Mapping[Scope, Sequence[Row]]) -> set[Scope]:
        with _opened(config) as database:
            return {scope for scope, rows in wanted.items() if _there(database, scope) != list(rows)}

    def filling(self, config: Config) -> frozenset[str]:
        return frozenset()

    def complete(self, config: Config, names: Collection[str]) -> None:
        return None


def places_of(config: Config, login: str) -> LoginPlaces | None:
    """The account's own, else its domain's. None: anywhere, also while the file is away."""
    try:
        with contextlib.closing(sqlite3.connect(f"file:{_path(config)}?mode=ro", uri=True, timeout=1)) as database:
            for key in (login, login.rpartition("@")[2]):
                for web, programs, networks in database.execute(_SELECT, (key,)):
                    listed = tuple(networks.split())
                    return LoginPlaces(key=key, web=Places(web), programs=Places(programs), networks=listed)
    except (sqlite3.Error, ValueError):
        return None
    return None


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

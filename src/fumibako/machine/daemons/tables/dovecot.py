"""Dovecot's accounts: a SQLite file (WAL) that its auth workers read at every login and delivery."""

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Iterator

from fumibako.machine.conf import Config
from fumibako.machine.provision.table import Row
from fumibako.machine.state import Aspect, Scope, State
from fumibako.machine.system import files
from fumibako.machine.system.accounts import gid_of

_TABLE = """CREATE TABLE IF NOT EXISTS account (
  address TEXT PRIMARY KEY, password TEXT NOT NULL, quota_bytes INTEGER NOT NULL, is_open INTEGER NOT NULL
) WITHOUT ROWID"""


class DovecotTables:
    name = "dovecot"
    reads = frozenset({Aspect.ACCOUNT})

    def rows(self, state: State) -> tuple[Row, ...]:
        if not (mailbox := state.mailbox):
            return ()
        values = (mailbox.password_hash, mailbox.quota_bytes, int(mailbox.is_open))
        return (Row("accounts", mailbox.address, values),)

    def write(self, config: Config, scope: Scope, rows: Iterable[Row]) -> None:
        with _opened(config) as database:
            kept = [(row.key, *row.values) for row in rows]
            if not kept:
                database.execute("DELETE FROM account WHERE address = ?", (scope.key,))
            database.executemany("INSERT OR REPLACE INTO account VALUES (?, ?, ?, ?)", kept)

    def prepare(self, config: Config) -> None:
        """The file and its WAL must be writable by the group of Dovecot's auth workers: readers of a WAL
        write its index. The directory stays root's; only this one room inside is shared."""
        files.directory(config.edge)
        with _opened(config) as database:
            database.execute(_TABLE)
        for name in ("accounts.sqlite3", "accounts.sqlite3-wal", "accounts.sqlite3-shm"):
            path = config.edge / name
            if path.exists():
                os.chown(path, 0, gid_of("dovecot"))
                path.chmod(0o660)


@contextlib.contextmanager
def _opened(config: Config) -> Iterator[sqlite3.Connection]:
    database = sqlite3.connect(config.edge / "accounts.sqlite3", timeout=5, isolation_level="IMMEDIATE")
    try:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        with database:
            yield database
    finally:
        database.close()

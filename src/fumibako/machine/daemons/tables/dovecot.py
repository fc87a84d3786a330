"""Dovecot's accounts: a SQLite file (WAL) that its auth workers read at every login and delivery.

Dovecot asks the view `served`, which is there as soon as every row is."""

import contextlib
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from threading import Lock

from fumibako.machine.conf import Config
from fumibako.machine.daemons.guardd.control import Guard, GuardDown
from fumibako.machine.daemons.postfix import sessions
from fumibako.machine.provision.table import Row
from fumibako.machine.state import Aspect, Scope, State
from fumibako.machine.system import failpoints, files
from fumibako.machine.system.run import CommandFailed, run

ACCOUNTS = "accounts"
_TABLES = (
    """CREATE TABLE account (
  address TEXT PRIMARY KEY, password TEXT NOT NULL, quota_bytes INTEGER NOT NULL, is_open INTEGER NOT NULL
) WITHOUT ROWID""",
    # Whose sessions are still to be ended: noted with the change, so that a power cut between the two forgets neither.
    "CREATE TABLE kick (address TEXT PRIMARY KEY) WITHOUT ROWID",
)
_MAKING = Lock()  # the agent answers several at once
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class DovecotTables:
    name = "dovecot"
    reads = frozenset({Aspect.ACCOUNT})

    def rows(self, state: State) -> tuple[Row, ...]:
        if not (mailbox := state.mailbox):
            return ()
        values = (mailbox.password_hash, mailbox.quota_bytes, int(mailbox.is_open))
        return (Row(ACCOUNTS, mailbox.address, values),)

    def write(self, config: Config, wanted: Mapping[Scope, Sequence[Row]]) -> None:
        """Whoever may not log in any more, or only with another password, is logged out."""
        with _opened(config) as database:
            for scope, rows in wanted.items():
                _write(database, scope.key, rows)
            due = [address for (address,) in database.execute("SELECT address FROM kick")]
        failpoints.reach("dovecot.before_kick")
        for address in due:
            _kick(config, address)

    def differing(self, config: Config, wanted: Mapping[Scope, Sequence[Row]]) -> set[Scope]:
        with _opened(config) as database:
            look = "SELECT password, quota_bytes, is_open FROM account WHERE address = ?"
            return {
                scope
                for scope, rows in wanted.items()
                if database.execute(look, (scope.key,)).fetchall() != [row.values for row in rows]
            }

    def filling(self, config: Config) -> frozenset[str]:
        with _opened(config) as database:
            is_whole = database.execute("SELECT 1 FROM sqlite_master WHERE name = 'served'").fetchone()
            return frozenset(() if is_whole else {ACCOUNTS})

    def complete(self, config: Config, names: Collection[str]) -> None:
        """Dovecot's workers may have open what was lost."""
        if not self.filling(config).intersection(names):
            return
        with _opened(config) as database:
            database.execute("CREATE VIEW served AS SELECT * FROM account")
        with contextlib.suppress(CommandFailed):  # it does not run
            run(("doveadm", "-c", str(config.live("dovecot") / "dovecot.conf"), "reload"))


def _write(database: sqlite3.Connection, address: str, rows: Sequence[Row]) -> None:
    look = "SELECT password FROM account WHERE address = ? AND is_open = 1"
    before = database.execute(look, (address,)).fetchone()
    if not rows:
        database.execute("DELETE FROM account WHERE address = ?", (address,))
    kept = [(row.key, *row.values) for row in rows]
    database.executemany("INSERT OR REPLACE INTO account VALUES (?, ?, ?, ?)", kept)
    after = database.execute(look, (address,)).fetchone()
    if before and before != after:
        database.execute("INSERT OR IGNORE INTO kick VALUES (?)", (address,))


@contextlib.contextmanager
def _opened(config: Config) -> Iterator[sqlite3.Connection]:
    """In a transaction. A damaged file is put aside: whoever asks again fills another."""
    path = config.edge / "accounts.sqlite3"
    with _MAKING:
        if not path.exists() or path.stat().st_size == 0:
            _make(path)
    database = sqlite3.connect(path, timeout=5, isolation_level="IMMEDIATE")
    try:
        database.execute("PRAGMA synchronous=FULL")
        with database:
            yield database
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode in _DAMAGED:
            path.replace(path.with_suffix(".damaged"))
        raise
    finally:
        database.close()


def _make(path: Path) -> None:
    """Dovecot's auth workers are root's: nobody else reads or writes what logins are checked against. What they have
    open of the lost file (its log, its shared memory) stays theirs."""
    new = files.directory(path.parent) / "accounts.new"
    new.unlink(missing_ok=True)
    new.touch(0o600)
    with contextlib.closing(sqlite3.connect(new)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        for table in _TABLES:
            database.execute(table)
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    new.replace(path)
    files.sync_directory(path.parent)


def _kick(config: Config, address: str) -> None:
    """End the mailbox's open IMAP, POP, ManageSieve and SMTP sessions, and note that it is done."""
    with contextlib.suppress(GuardDown):  # who is suspended is refused at the next recipient
        sessions.end(config, Guard(config).smtp_sessions(login=address))
    with contextlib.suppress(CommandFailed):  # nobody was logged in, or Dovecot does not run
        run(("doveadm", "-c", str(config.live("dovecot") / "dovecot.conf"), "kick", address))
    with _opened(config) as database:
        database.execute("DELETE FROM kick WHERE address = ?", (address,))

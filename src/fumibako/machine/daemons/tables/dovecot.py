"""Dovecot's accounts: a SQLite file (WAL) that its auth workers read at every login and delivery.

Dovecot asks the view `served`, which is there as soon as every row is."""

import contextlib
import sqlite3
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from threading import Lock

from fumibako.machine.conf import Config
from fumibako.machine.daemons.dovecot.sharing import share
from fumibako.machine.daemons.dovecot.sieve import stores_nothing
from fumibako.machine.daemons.guardd.control import Guard, GuardDown
from fumibako.machine.daemons.postfix import sessions
from fumibako.machine.provision.table import Row
from fumibako.machine.state import ROLES, Alias, Aspect, Mailbox, MailDomain, Scope, State
from fumibako.machine.state.mail.app_passwords import AppPasswords
from fumibako.machine.state.mail.shared import Right, Shared
from fumibako.machine.system import failpoints, files
from fumibako.machine.system.run import CommandFailed, run

ACCOUNTS, QUOTA_OF, APP_ONLY, APP_PASSWORD = "accounts", "quota_of", "app_only", "app_password"
SHARE = "share"
# How long a login may take that was begun before its row changed: sessions are ended once more after that.
LOGIN_SECONDS = 5.0
_TABLES = (
    """CREATE TABLE IF NOT EXISTS account (
  address TEXT PRIMARY KEY, password TEXT NOT NULL, quota_bytes INTEGER NOT NULL, is_open INTEGER NOT NULL
) WITHOUT ROWID""",
    # Domains in which nobody may log in: one row, however many accounts there are.
    "CREATE TABLE IF NOT EXISTS closed (domain TEXT PRIMARY KEY) WITHOUT ROWID",
    # Addresses about which Postfix asks (quota-status), and the mailbox that is meant; "": none, nothing is stored.
    "CREATE TABLE IF NOT EXISTS quota_of (address TEXT PRIMARY KEY, mailbox TEXT NOT NULL) WITHOUT ROWID",
    # Accounts whose own password opens no mail program, and the passwords of single programs.
    "CREATE TABLE IF NOT EXISTS app_only (address TEXT PRIMARY KEY) WITHOUT ROWID",
    """CREATE TABLE IF NOT EXISTS app_password (
  address TEXT, number INTEGER, digest TEXT NOT NULL, protocols TEXT NOT NULL, PRIMARY KEY (address, number)
) WITHOUT ROWID""",
    # Who else reads a mailbox, with which right; and whose ACL does not say so yet.
    """CREATE TABLE IF NOT EXISTS share (
  address TEXT, member TEXT, may TEXT NOT NULL, PRIMARY KEY (address, member)
) WITHOUT ROWID""",
    "CREATE TABLE IF NOT EXISTS sharing (address TEXT PRIMARY KEY) WITHOUT ROWID",
    # Whose sessions are still to be ended, an address or *@domain: noted with the change, so that a power cut between
    # the two forgets neither. at: of the last try, 0 before the first; is_ended: it was done, and is to be once more.
    """CREATE TABLE IF NOT EXISTS ending (
  mask TEXT PRIMARY KEY, at REAL NOT NULL DEFAULT 0, is_ended INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID""",
)
_APPS = "SELECT number, digest, protocols FROM app_password WHERE address = ?"
_MEMBERS = "SELECT member, may FROM share WHERE address = ? ORDER BY member"
_MAKING = Lock()  # the agent answers several at once
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class DovecotTables:
    name = "dovecot"
    reads = frozenset({Aspect.ACCOUNT, Aspect.DOMAIN, Aspect.ALIAS, Aspect.SIEVE})

    def rows(self, state: State) -> tuple[Row, ...]:
        if domain := state.wish(MailDomain):
            roles = (Row(QUOTA_OF, f"{role}@{domain.name}", (domain.administrator,)) for role in ROLES)
            return (*roles, *((Row("closed", domain.name, ()),) if domain.is_suspended else ()))
        if alias := state.wish(Alias):
            # Of several one may be full and the others wait for the mail.
            return (Row(QUOTA_OF, alias.address, alias.targets),) if len(alias.targets) == 1 else ()
        if stores_nothing(state):
            return (Row(QUOTA_OF, state.scope.key, ("",)),)
        if not (mailbox := state.wish(Mailbox)):
            return ()
        values = (mailbox.password_hash, mailbox.quota_bytes, int(mailbox.is_open))
        shares = state.wish(Shared)
        members = (Row(SHARE, mailbox.address, member) for member in (shares.members if shares else ()))
        return (Row(ACCOUNTS, mailbox.address, values), *_app_rows(state.wish(AppPasswords)), *members)

    def write(self, config: Config, wanted: Mapping[Scope, Sequence[Row]]) -> None:
        """Whoever may not log in any more, or only with another password, is logged out."""
        with _opened(config) as database:
            for scope, rows in wanted.items():
                if scope.aspect is Aspect.DOMAIN:
                    _write_domain(database, scope.key, _of(rows, "closed"))
                if scope.aspect is Aspect.ACCOUNT:
                    _write_account(database, scope.key, rows)
                _write_quota_of(database, scope, _of(rows, QUOTA_OF))
        failpoints.reach("dovecot.before_kick")
        end_noted(config)
        _share_due(config)

    def differing(self, config: Config, wanted: Mapping[Scope, Sequence[Row]]) -> set[Scope]:
        """Ends and shares besides what could not be before, and ends once more what was."""
        _end_due(config, f"at > 0 AND at < {time.time() - LOGIN_SECONDS}")
        _share_due(config)
        with _opened(config) as database:
            return {scope for scope, rows in wanted.items() if set(_there(database, scope)) != set(rows)}

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


def _app_rows(wish: AppPasswords | None) -> Iterator[Row]:
    """Whoever may read by IMAP may keep Sieve scripts. Blanks around each name, for the query."""
    if wish is None:
        return
    if wish.is_only:
        yield Row(APP_ONLY, wish.address, ())
    for one in wish.passwords:
        services = (*one.protocols, *(("sieve",) if "imap" in one.protocols else ()))
        yield Row(APP_PASSWORD, wish.address, (one.number, one.digest, f" {' '.join(services)} "))


def _of(rows: Sequence[Row], table: str) -> list[Row]:
    return [row for row in rows if row.table == table]


def _addresses(scope: Scope) -> tuple[str, ...]:
    """Whose rows of quota_of are the scope's."""
    if scope.aspect is Aspect.DOMAIN:
        return tuple(f"{role}@{scope.key}" for role in ROLES)
    return () if scope.aspect is Aspect.ACCOUNT else (scope.key,)


def _there(database: sqlite3.Connection, scope: Scope) -> Iterator[Row]:
    """The rows that the file has of a scope."""
    if scope.aspect is Aspect.DOMAIN:
        for _ in database.execute("SELECT 1 FROM closed WHERE domain = ?", (scope.key,)):
            yield Row("closed", scope.key, ())
    if scope.aspect is Aspect.ACCOUNT:
        account = "SELECT password, quota_bytes, is_open FROM account WHERE address = ?"
        for values in database.execute(account, (scope.key,)):
            yield Row(ACCOUNTS, scope.key, values)
        for _ in database.execute("SELECT 1 FROM app_only WHERE address = ?", (scope.key,)):
            yield Row(APP_ONLY, scope.key, ())
        for values in database.execute(_APPS, (scope.key,)):
            yield Row(APP_PASSWORD, scope.key, values)
        for values in database.execute(_MEMBERS, (scope.key,)):
            yield Row(SHARE, scope.key, values)
    for address in _addresses(scope):
        for values in database.execute("SELECT mailbox FROM quota_of WHERE address = ?", (address,)):
            yield Row(QUOTA_OF, address, values)


def _write_quota_of(database: sqlite3.Connection, scope: Scope, rows: Sequence[Row]) -> None:
    database.executemany("DELETE FROM quota_of WHERE address = ?", [(address,) for address in _addresses(scope)])
    database.executemany("INSERT OR REPLACE INTO quota_of VALUES (?, ?)", [(row.key, *row.values) for row in rows])


def _write_domain(database: sqlite3.Connection, name: str, rows: Sequence[Row]) -> None:
    if not rows:
        if database.execute("DELETE FROM closed WHERE domain = ?", (name,)).rowcount:
            database.execute("DELETE FROM ending WHERE mask = ?", (f"*@{name}",))
    elif database.execute("INSERT OR IGNORE INTO closed VALUES (?)", (name,)).rowcount:
        _note_ending(database, f"*@{name}")


def _write_account(database: sqlite3.Connection, address: str, rows: Sequence[Row]) -> None:
    before = _ways_in(database, address)
    kept = _of(rows, ACCOUNTS)
    if not kept:
        database.execute("DELETE FROM account WHERE address = ?", (address,))
    values = [(row.key, *row.values) for row in kept]
    database.executemany("INSERT OR REPLACE INTO account VALUES (?, ?, ?, ?)", values)
    for table, marks in ((APP_ONLY, "?"), (APP_PASSWORD, "?, ?, ?, ?")):
        database.execute(f"DELETE FROM {table} WHERE address = ?", (address,))  # noqa: S608 of ours
        values = [(row.key, *row.values) for row in _of(rows, table)]
        database.executemany(f"INSERT INTO {table} VALUES ({marks})", values)  # noqa: S608 of ours
    _write_share(database, address, [row.values for row in _of(rows, SHARE)])
    is_closed = "SELECT 1 FROM closed WHERE domain = ?"  # then all were ended together
    is_less = before - _ways_in(database, address)
    if is_less and not database.execute(is_closed, (address.rpartition("@")[2],)).fetchone():
        _note_ending(database, address)


def _write_share(database: sqlite3.Connection, address: str, members: Sequence[Sequence[object]]) -> None:
    if set(database.execute(_MEMBERS, (address,))) == {tuple(map(str, member)) for member in members}:
        return
    database.execute("DELETE FROM share WHERE address = ?", (address,))
    database.executemany("INSERT INTO share VALUES (?, ?, ?)", [(address, *map(str, member)) for member in members])
    database.execute("INSERT OR IGNORE INTO sharing VALUES (?)", (address,))


def _ways_in(database: sqlite3.Connection, address: str) -> set[tuple[object, ...]]:
    """The passwords that open an account, and what for. Whoever came by one that is gone is logged out."""
    own = database.execute("SELECT password FROM account WHERE address = ? AND is_open = 1", (address,)).fetchall()
    apps = database.execute(_APPS, (address,)).fetchall() if own else []
    is_app_only = database.execute("SELECT 1 FROM app_only WHERE address = ?", (address,)).fetchone()
    return {*(() if is_app_only else own), *apps}


def note_endings(config: Config, masks: Sequence[str]) -> None:
    """The open sessions of these addresses or *@domain are to end, by `end_noted`, at the latest at the next change."""
    if masks:
        with _opened(config) as database:
            for mask in masks:
                _note_ending(database, mask)


def end_noted(config: Config) -> None:
    _end_due(config, "at = 0")


def _note_ending(database: sqlite3.Connection, mask: str) -> None:
    database.execute("INSERT OR REPLACE INTO ending (mask) VALUES (?)", (mask,))


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
        for table in _TABLES:  # a file of an earlier version has not all of them
            database.execute(table)
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


def _end_due(config: Config, when: str) -> None:
    """End the sessions whose turn it is, and note what became of it."""
    with _opened(config) as database:
        due = database.execute(f"SELECT mask, is_ended FROM ending WHERE {when}").fetchall()  # noqa: S608 of ours
    for mask, is_last in due:
        is_ended = _end(config, mask)
        with _opened(config) as database:
            if is_ended and is_last:
                database.execute("DELETE FROM ending WHERE mask = ?", (mask,))
            else:
                note = "UPDATE ending SET at = ?, is_ended = max(is_ended, ?) WHERE mask = ?"
                database.execute(note, (time.time(), int(is_ended), mask))


def _share_due(config: Config) -> None:
    """Write the ACLs that do not say yet who shares the mailbox. One that cannot be written is tried again."""
    with _opened(config) as database:
        database.execute("DELETE FROM sharing WHERE address NOT IN (SELECT address FROM account)")
        due = [address for (address,) in database.execute("SELECT address FROM sharing")]
    for address in due:
        with _opened(config) as database:
            members = database.execute(_MEMBERS, (address,)).fetchall()
        try:
            share(config, address, {member: Right(right) for member, right in members})
        except CommandFailed:
            continue
        with _opened(config) as database:
            if database.execute(_MEMBERS, (address,)).fetchall() == members:
                database.execute("DELETE FROM sharing WHERE address = ?", (address,))


def _end(config: Config, mask: str) -> bool:
    """End the open SMTP, IMAP, POP and ManageSieve sessions of an address or of *@domain; whether all are."""
    is_ended = True
    try:
        sessions.end(config, Guard(config).smtp_sessions(login=mask))
    except GuardDown:
        is_ended = False
    try:
        run(("doveadm", "-c", str(config.live("dovecot") / "dovecot.conf"), "kick", mask))
    except CommandFailed as error:
        return is_ended and str(error) == "no users kicked"  # nobody was logged in
    return is_ended

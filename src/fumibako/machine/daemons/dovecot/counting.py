"""What mailboxes hold: one row each, which Dovecot writes at every change (its quota_clone plugin), so that nobody has
to count. Without the spam box, as the quota.

A row is missing until the first mail; Dovecot is asked about such a mailbox once. A change that could not be written,
while the disk was full, is put right by the nightly count."""

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons.dovecot.doveadm import count_each, count_some
from fumibako.machine.system import files
from fumibako.machine.system.accounts import gid_of, uid_of
from fumibako.machine.system.run import CommandFailed

MOST_AT_ONCE = 20  # mailboxes that Dovecot is asked about in one go; the rest count as empty until the next
_TABLE = "CREATE TABLE quota (username TEXT PRIMARY KEY, bytes INTEGER DEFAULT 0, messages INTEGER DEFAULT 0)"
_SET = "INSERT INTO quota (username, bytes) VALUES (?, ?) ON CONFLICT (username) DO UPDATE SET bytes = excluded.bytes"
# Of the accounts that there are; an address that is gone holds nothing.
_OF_EACH = "SELECT address, bytes FROM accounts.served LEFT JOIN quota ON username = address"
_OF_DOMAIN = " WHERE substr(address, -length(?1)) = ?1"


def table(config: Config) -> Path:
    return config.home("dovecot") / "usage" / "usage.sqlite3"


def prepare(config: Config) -> None:
    """Made aside: Dovecot opens whatever is there. It belongs to Dovecot's own user, not to the mailboxes'."""
    path, uid, gid = table(config), uid_of("dovecot"), gid_of("dovecot")
    files.directory(path.parent, mode=0o700, uid=uid, gid=gid)
    if path.exists():
        return
    new = path.with_name("new")
    new.unlink(missing_ok=True)
    files.write(new, b"", mode=0o600, uid=uid, gid=gid)
    with contextlib.closing(sqlite3.connect(new)) as database:
        database.execute(_TABLE)
    new.replace(path)


def bytes_of_each(config: Config, domain: str = "") -> dict[str, int]:
    """Of every mailbox, or of those of a domain. Raises CommandFailed."""
    try:
        with _opened(config) as database:
            where, values = (_OF_DOMAIN, (f"@{domain}",)) if domain else ("", ())
            found = dict(database.execute(_OF_EACH + where, values).fetchall())
    except sqlite3.Error as error:
        raise CommandFailed(f"what mailboxes hold cannot be read: {error}") from error
    unknown = [address for address, known in found.items() if known is None]
    counted: dict[str, int] = {}
    if unknown:
        counted = count_some(config, unknown[:MOST_AT_ONCE])
        _keep(config, counted, "INSERT OR IGNORE INTO quota (username, bytes) VALUES (?, ?)")
    return {address: counted.get(address, known or 0) for address, known in found.items()}


def bytes_of_domains(config: Config) -> dict[str, int]:
    """Of all domains that have a mailbox. Raises CommandFailed."""
    sums: dict[str, int] = {}
    for address, number in bytes_of_each(config).items():
        domain = address.rpartition("@")[2]
        sums[domain] = sums.get(domain, 0) + number
    return sums


def recount(config: Config, domain: str) -> int:
    """Put right what is wrong of a domain; how many rows were. Raises CommandFailed."""
    known, counted = bytes_of_each(config, domain), count_each(config, domain)
    # Dovecot counts in whole kilobytes here.
    wrong = {address: number for address, number in counted.items() if abs(known.get(address, 0) - number) > 1024}
    _keep(config, wrong, _SET)
    return len(wrong)


def forget(config: Config, address: str) -> None:
    with _opened(config) as database:
        database.execute("DELETE FROM quota WHERE username = ?", (address,))


def _keep(config: Config, counted: Mapping[str, int], statement: str) -> None:
    with _opened(config) as database:
        database.executemany(statement, counted.items())


@contextlib.contextmanager
def _opened(config: Config) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(f"file:{table(config)}?mode=rw", uri=True, timeout=5)) as database:
        database.execute("ATTACH ? AS accounts", (f"file:{config.edge / 'accounts.sqlite3'}?mode=ro",))
        with database:
            yield database

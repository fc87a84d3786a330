"""What mailboxes hold: one row each, which Dovecot writes at every change (its quota_clone plugin), so that nobody has
to count. Without the spam box, as the quota.

A row is missing until the first mail, and after an update from a version without this table; Dovecot is asked about
such a mailbox once. Until then its domain is "uncounted": it holds at least what is known. A change that could not be
written, while the disk was full, is put right by the nightly count."""

import contextlib
import logging
import random
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons.dovecot.doveadm import count_each, count_some
from fumibako.machine.system import files
from fumibako.machine.system.accounts import gid_of, uid_of
from fumibako.machine.system.run import CommandFailed

log = logging.getLogger("fumibako.counting")
MOST_AT_ONCE = 20  # mailboxes that Dovecot is asked about in one go
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


@dataclass(frozen=True)
class DomainSums:
    """bytes: of all domains that have a mailbox. uncounted: those of which a mailbox is missing in the sum."""

    bytes: dict[str, int]
    uncounted: frozenset[str]


def bytes_of_each(config: Config, domain: str = "") -> dict[str, int]:
    """Of every mailbox, or of those of a domain; 0 where it is not known yet. Raises CommandFailed."""
    return {address: number or 0 for address, number in _known(config, domain).items()}


def bytes_of_domains(config: Config) -> DomainSums:
    """Raises CommandFailed."""
    sums: dict[str, int] = {}
    uncounted = set()
    for address, number in _known(config).items():
        domain = address.rpartition("@")[2]
        sums[domain] = sums.get(domain, 0) + (number or 0)
        if number is None:
            uncounted.add(domain)
    return DomainSums(sums, frozenset(uncounted))


def _known(config: Config, domain: str = "") -> dict[str, int | None]:
    try:
        with _opened(config) as database:
            where, values = (_OF_DOMAIN, (f"@{domain}",)) if domain else ("", ())
            found = dict(database.execute(_OF_EACH + where, values).fetchall())
    except sqlite3.Error as error:
        raise CommandFailed(f"what mailboxes hold cannot be read: {error}") from error
    unknown = [address for address, known in found.items() if known is None]
    counted = _counted(config, unknown) if unknown else {}
    _keep(config, counted, "INSERT OR IGNORE INTO quota (username, bytes) VALUES (?, ?)")
    return {address: counted.get(address, known) for address, known in found.items()}


def _counted(config: Config, unknown: list[str]) -> dict[str, int]:
    """Of some of them, not always the same: a broken one fails those that are asked about with it, so then of one."""
    for number in (MOST_AT_ONCE, 1):
        try:
            return count_some(config, random.sample(unknown, min(number, len(unknown))))
        except CommandFailed as error:
            log.warning("not counted: %s", error)
    return {}


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

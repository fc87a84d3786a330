"""Short names of envelope senders that SRS cannot carry.

postsrsd makes SRS0=hash=days=domain=local-part@us of a forwarded mail's sender. A local part has at most 64 octets (RFC
5321 section 4.5.3.1.1), which strict servers enforce, and postsrsd 1.10 loses a quoted one and an address literal. Such
a sender is replaced by a short one of the same domain first, and a bounce's recipient by the whole one at last.
"""

import base64
import re
import secrets
import sqlite3
from collections.abc import Callable
from pathlib import Path

# postsrsd takes its addresses back for 21 days.
KEPT_SECONDS = 30 * 86400
MAX_LOCAL_PART = 64
_AROUND = len("SRS0=hash=dd==")
# What postsrsd gives back as it got it: atoms (RFC 5322 section 3.2.3) at a domain.
_PLAIN = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9.-]+")
_ELSEWHERE = "sender.invalid"  # RFC 2606; for a domain that does not fit either
_TABLES = """
CREATE TABLE IF NOT EXISTS sender (name TEXT PRIMARY KEY, address TEXT UNIQUE, at REAL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sender_at ON sender (at);
"""


class Senders:
    """ours: the domain of SRS addresses, which need no name. now: seconds since the epoch, as time.time."""

    def __init__(self, path: Path, ours: str, now: Callable[[], float]) -> None:
        self._ours, self._now = ours, now
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=FULL")  # the mail is in the queue when it has its sender
        self._database.executescript(_TABLES)

    def short(self, address: str) -> str | None:
        """The short name of a sender; None where it needs none."""
        _, at, domain = address.rpartition("@")
        if not at or domain.lower() == self._ours or _is_carried(address):  # a bounce has none: Postfix asks for '""'
            return None
        now = self._now()
        self._database.execute("DELETE FROM sender WHERE at < ?", (now - KEPT_SECONDS,))
        keep = "INSERT INTO sender VALUES (?, ?, ?) ON CONFLICT (address) DO UPDATE SET at = excluded.at RETURNING name"
        (local_part,) = self._database.execute(keep, (_new_name(), address, now)).fetchone()
        name = f"{local_part}@{domain}"
        return name if _is_carried(name) else f"{local_part}@{_ELSEWHERE}"

    def whole(self, name: str) -> str | None:
        """The sender whose short name that is."""
        local_part, _, domain = name.rpartition("@")
        found = self._database.execute("SELECT address FROM sender WHERE name = ?", (local_part.lower(),)).fetchone()
        if found is None or domain.lower() not in (found[0].rpartition("@")[2].lower(), _ELSEWHERE):
            return None
        return str(found[0])


def _is_carried(address: str) -> bool:
    local_part, _, domain = address.rpartition("@")
    return bool(_PLAIN.fullmatch(address)) and _AROUND + len(domain) + len(local_part) <= MAX_LOCAL_PART


def _new_name() -> str:
    """No mailbox that anybody has begins like this."""
    return "=" + base64.b32encode(secrets.token_bytes(5)).decode().lower()

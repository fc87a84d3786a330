"""Who logged in, or was not let in, from where and with what: for the pages of the login history, ninety days long.

A mail program logs in every few minutes: the same again within an hour is the same row."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

KEPT_SECONDS = 90 * 86400
SAME_SECONDS = 3600
MAX_AT_ONCE = 1000
OUTCOMES = ("in", "wrong", "later", "place", "code", "closed")
_TABLES = """
CREATE TABLE IF NOT EXISTS login (
  name TEXT, domain TEXT, protocol TEXT, remote TEXT, outcome TEXT, app TEXT, program TEXT,
  since REAL, at REAL, times INTEGER
);
CREATE INDEX IF NOT EXISTS login_name ON login (name, at);
CREATE INDEX IF NOT EXISTS login_domain ON login (domain, at);
CREATE INDEX IF NOT EXISTS login_at ON login (at);
"""


class History:
    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.executescript(_TABLES)
        self._cleared = 0.0

    def note(self, reported: Mapping[str, Any], outcome: str, now: float) -> None:
        """told: of the login, as Dovecot and the web report it."""
        now = round(now, 3)  # pages tell each other times, and their microseconds are not exact
        name = _text(reported, "login", 320).lower()
        where = (_text(reported, "protocol", 20), _text(reported, "remote", 64))
        facts = (name, *where, outcome, _text(reported, "app", 20), _text(reported, "browser", 200))
        same = "name = ? AND protocol = ? AND remote = ? AND outcome = ? AND app = ? AND program = ? AND since > ?"
        update = f"UPDATE login SET at = max(at, ?), times = times + 1 WHERE {same}"  # noqa: S608 of ours
        if not self._database.execute(update, (now, *facts, now - SAME_SECONDS)).rowcount:
            row = (name, name.rpartition("@")[2], *facts[1:], now, now, 1)
            self._database.execute("INSERT INTO login VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        if now - self._cleared > SAME_SECONDS:
            self._database.execute("DELETE FROM login WHERE at < ?", (now - KEPT_SECONDS,))
            self._cleared = now

    def app_passwords_used(self, name: str) -> dict[str, float]:
        """When each of an account's app passwords was used last."""
        query = "SELECT app, max(at) FROM login WHERE name = ? AND app != '' AND outcome = 'in' GROUP BY app"
        return dict(self._database.execute(query, (name.lower(),)))

    def last_read(self, asked: Mapping[str, Any]) -> dict[str, float]:
        """When each of some accounts (`names`) was last read by IMAP or POP."""
        names = [str(name).lower() for name in asked.get("names") or ()][:MAX_AT_ONCE]
        read = f"outcome = 'in' AND protocol IN ('imap', 'pop3') AND name IN ({', '.join('?' * len(names))})"
        query = f"SELECT name, max(at) FROM login WHERE {read} GROUP BY name"  # noqa: S608 of ours
        return dict(self._database.execute(query, names))

    def found(self, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The latest first. name: an account, or names or domains: a list of them; is_in, protocol: None, "" for any;
        since, before: rows from after or before that moment."""
        where = ["at < ?", "at >= ?"]
        values: list[Any] = [float(asked.get("before") or 1e12), float(asked.get("since") or 0)]
        if name := _text(asked, "name", 320).lower():
            where, values = [*where, "name = ?"], [*values, name]
        if isinstance(names := asked.get("names"), list):
            where, values = [*where, f"name IN ({', '.join('?' * len(names))})"], [*values, *map(str, names)]
        if isinstance(domains := asked.get("domains"), list):
            where, values = [*where, f"domain IN ({', '.join('?' * len(domains))})"], [*values, *map(str, domains)]
        if (is_in := asked.get("is_in")) is not None:
            where = [*where, "outcome = 'in'" if is_in else "outcome != 'in'"]
        if protocol := _text(asked, "protocol", 20):
            where, values = [*where, "protocol = ?"], [*values, protocol]
        columns = ("name", "protocol", "remote", "outcome", "app", "program", "since", "at", "times")
        order = f"ORDER BY at DESC LIMIT {min(int(asked.get('most') or 50), MAX_AT_ONCE)}"
        query = f"SELECT {', '.join(columns)} FROM login WHERE {' AND '.join(where)} {order}"  # noqa: S608 of ours
        return [dict(zip(columns, row, strict=True)) for row in self._database.execute(query, values)]


def _text(reported: Mapping[str, Any], name: str, most: int) -> str:
    return str(reported.get(name) or "")[:most]

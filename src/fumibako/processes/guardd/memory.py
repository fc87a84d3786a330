"""What guardd remembers: wrong passwords for an hour, from where a login succeeded, for thirty days, and who logged in
last in which process of Postfix's."""

import sqlite3
from pathlib import Path

from fumibako.processes.guardd.counting import HOUR_SECONDS

KNOWN_SECONDS = 30 * 86400
SESSION_SECONDS = 86400

_TABLES = """
CREATE TABLE IF NOT EXISTS failure (login TEXT, remote TEXT, is_known INTEGER, digest TEXT, at REAL);
CREATE INDEX IF NOT EXISTS failure_login ON failure (login, at);
CREATE INDEX IF NOT EXISTS failure_remote ON failure (remote, at);
CREATE INDEX IF NOT EXISTS failure_at ON failure (at);
CREATE TABLE IF NOT EXISTS success (login TEXT, remote TEXT, at REAL, PRIMARY KEY (login, remote)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS success_at ON success (at);
CREATE TABLE IF NOT EXISTS session (pid INTEGER PRIMARY KEY, login TEXT, at REAL);
CREATE INDEX IF NOT EXISTS session_login ON session (login);
CREATE INDEX IF NOT EXISTS session_at ON session (at);
"""


class Memory:
    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.executescript(_TABLES)

    def failures(self, login: str, *, of_known: str | None) -> list[float]:
        """Times of wrong passwords for a login: those of strangers, or (of_known: an address) the owner's own there."""
        strangers = self._database.execute("SELECT at FROM failure WHERE login = ? AND is_known = 0", (login,))
        if of_known is None:
            return [at for (at,) in strangers]
        own = "SELECT at FROM failure WHERE login = ? AND is_known = 1 AND remote = ?"
        return [at for (at,) in self._database.execute(own, (login, of_known))]

    def guesses_of_known(self, login: str, since: float) -> int:
        """How many wrong passwords came since then from wherever that login is known, all places together."""
        query = "SELECT count(*) FROM failure WHERE login = ? AND is_known = 1 AND at > ?"
        return int(self._database.execute(query, (login, since)).fetchone()[0])

    def of_address(self, remote: str) -> list[float]:
        """Times of wrong passwords that came from an address, but for those of logins that it is known for: an office
        where fifty people mistype in a quarter of an hour attacks nobody."""
        query = "SELECT at FROM failure WHERE remote = ? AND is_known = 0"
        return [at for (at,) in self._database.execute(query, (remote,))]

    def is_known(self, login: str, remote: str, now: float) -> bool:
        query = "SELECT at FROM success WHERE login = ? AND remote = ? AND at > ?"
        return self._database.execute(query, (login, remote, now - KNOWN_SECONDS)).fetchone() is not None

    def note_failure(self, login: str, remote: str, *, is_known: bool, digest: str, now: float) -> None:
        """digest: a few bits of a hash of the password. The same wrong one again (mail software with the old
        password) is no guess and is not counted."""
        same = "SELECT 1 FROM failure WHERE login = ? AND remote = ? AND digest = ?"
        if digest and self._database.execute(same, (login, remote, digest)).fetchone():
            return
        self._database.execute("INSERT INTO failure VALUES (?, ?, ?, ?, ?)", (login, remote, is_known, digest, now))
        self._database.execute("DELETE FROM failure WHERE at < ?", (now - HOUR_SECONDS,))

    def note_success(self, login: str, remote: str, now: float) -> None:
        self._database.execute("INSERT OR REPLACE INTO success VALUES (?, ?, ?)", (login, remote, now))
        self._database.execute("DELETE FROM success WHERE at < ?", (now - KNOWN_SECONDS,))

    def note_session(self, pid: int, login: str, now: float) -> None:
        self._database.execute("INSERT OR REPLACE INTO session VALUES (?, ?, ?)", (pid, login, now))
        old = self._database.execute("SELECT pid FROM session WHERE at < ?", (now - SESSION_SECONDS,)).fetchall()
        gone = [(pid,) for (pid,) in old if not Path(f"/proc/{pid}").exists()]
        self._database.executemany("DELETE FROM session WHERE pid = ?", gone)

    def sessions(self, mask: str) -> list[int]:
        """mask: a login, or *@domain for all of them."""
        query, value = "SELECT pid FROM session WHERE login = ?", mask
        if mask.startswith("*"):
            query, value = "SELECT pid FROM session WHERE substr(login, -length(?1)) = ?1", mask.removeprefix("*")
        return [pid for (pid,) in self._database.execute(query, (value,))]

    def crowded(self, least: int) -> list[tuple[str, str]]:
        """Of whom there are as many wrong passwords as that: logins, each with "" for strangers' or an address that it
        is known at."""
        place = "CASE is_known WHEN 0 THEN '' ELSE remote END"
        query = f"SELECT login, {place} AS place FROM failure GROUP BY login, place HAVING count(*) >= ?"  # noqa: S608
        return list(self._database.execute(query, (least,)))

    def forgive(self, login: str) -> None:
        self._database.execute("DELETE FROM failure WHERE login = ?", (login,))

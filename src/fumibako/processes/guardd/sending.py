"""How much each account has sent, and whose sending is paused (B13): Postfix asks before each mail that somebody has
logged in for. Whoever passes a limit is paused until the administrator releases them: it is most often a password that
strangers know. Limits are files, one a domain; counts and pauses are rows of our own, so all of it goes on while the
control plane is away."""

import asyncio
import re
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from fumibako.machine.conf import Config
from fumibako.machine.formats.sending_limits import BadLimits, read_limits
from fumibako.machine.state import Limit, SendingLimits
from fumibako.processes.guardd.origin import IDLE_SECONDS
from fumibako.processes.guardd.outside import GO_ON, Outside

HOUR_SECONDS, DAY_SECONDS = 3600, 86_400
PAUSED = "550 5.7.1 Sending from this account is paused. Your administrator can release it"
_ADDRESS = re.compile(r"[a-z0-9._+=-]{1,64}@[a-z0-9.-]{1,253}")
_TABLES = """
CREATE TABLE IF NOT EXISTS sent (login TEXT, recipients INTEGER, at REAL);
CREATE INDEX IF NOT EXISTS sent_login ON sent (login, at);
CREATE INDEX IF NOT EXISTS sent_at ON sent (at);
CREATE TABLE IF NOT EXISTS paused (login TEXT PRIMARY KEY, at REAL, per_hour INTEGER, per_day INTEGER) WITHOUT ROWID;
"""


class Sending:
    def __init__(self, config: Config, clock: Callable[[], float]) -> None:
        self._config, self._clock = config, clock
        self._database = sqlite3.connect(config.home("guardd") / "sending.sqlite3", isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.executescript(_TABLES)

    def may_send(self, login: str, recipients: int) -> bool:
        """Count a mail that is about to be sent. False: the account is paused, from now on or already."""
        now = self._clock()
        if self._database.execute("SELECT 1 FROM paused WHERE login = ?", (login,)).fetchone():
            return False
        self._forget(now)
        hour, day = self._with(login, recipients, now)
        limit = self._limit(login)
        if hour > limit.per_hour or day > limit.per_day:
            self._database.execute("INSERT INTO paused VALUES (?, ?, ?, ?)", (login, now, hour, day))
            return False
        self._database.execute("INSERT INTO sent VALUES (?, ?, ?)", (login, recipients, now))
        return True

    def has_room(self, who: str, recipients: int, limit: Limit) -> bool:
        """Count a mail that is about to be sent, unless it is one too many. Nobody is paused."""
        now = self._clock()
        self._forget(now)
        hour, day = self._with(who, recipients, now)
        if hour > limit.per_hour or day > limit.per_day:
            return False
        self._database.execute("INSERT INTO sent VALUES (?, ?, ?)", (who, recipients, now))
        return True

    def paused(self) -> list[dict[str, Any]]:
        """Who is paused, since when, and how many recipients there were within the hour and the day."""
        rows = self._database.execute("SELECT login, at, per_hour, per_day FROM paused ORDER BY at")
        return [dict(zip(("login", "at", "per_hour", "per_day"), row, strict=True)) for row in rows]

    def release(self, login: str) -> None:
        """What was sent until now counts no more."""
        self._database.execute("DELETE FROM paused WHERE login = ?", (login,))
        self._database.execute("DELETE FROM sent WHERE login = ?", (login,))

    def _forget(self, now: float) -> None:
        self._database.execute("DELETE FROM sent WHERE at < ? OR at > ?", (now - DAY_SECONDS, now + 60))

    def _with(self, login: str, recipients: int, now: float) -> tuple[int, int]:
        """Of the hour and of the day, with these."""
        return (
            self._sent(login, now - HOUR_SECONDS) + recipients,
            self._sent(login, now - DAY_SECONDS) + recipients,
        )

    def _sent(self, login: str, since: float) -> int:
        query = "SELECT coalesce(sum(recipients), 0) FROM sent WHERE login = ? AND at > ?"
        return int(self._database.execute(query, (login, since)).fetchone()[0])

    def _limit(self, login: str) -> Limit:
        path = self._config.live_scope("filterd", login.partition("@")[2]) / "limits.json"
        try:
            return read_limits(path.read_bytes()).of(login)
        except (OSError, BadLimits):
            return SendingLimits().common


def serving(
    may_ask: Callable[[asyncio.StreamWriter], bool], decide: Callable[[Mapping[str, str]], str], outside: Outside
) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    """Postfix's policy service (SMTPD_POLICY_README), asked at RCPT for each recipient, at DATA for the mail. Anybody
    else could pause whom they like."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        copied = ""
        try:
            while may_ask(writer):
                async with asyncio.timeout(IDLE_SECONDS):
                    request = await reader.readuntil(b"\n\n")
                asked = dict(line.partition("=")[::2] for line in request.decode("utf-8", "replace").splitlines())
                action = outside.action(asked) if asked.get("protocol_state") == "RCPT" else decide(asked)
                if action.startswith("BCC "):  # one copy of a mail, however many recipients it has
                    action, copied = (GO_ON if asked.get("instance") == copied else action), asked.get("instance", "")
                writer.write(f"action={action}\n\n".encode())
                await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError, ConnectionError):
            return
        finally:
            writer.close()

    return serve


def action(sending: Sending, asked: Mapping[str, str]) -> str:
    login, number = asked.get("sasl_username", "").lower(), asked.get("recipient_count", "")
    if not _ADDRESS.fullmatch(login) or not number.isdecimal():
        return GO_ON
    return GO_ON if sending.may_send(login, max(1, int(number))) else PAUSED

"""Asking guardd: may this login try, and what became of it. For the web; Dovecot asks by itself."""

import http.client
import json
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fumibako.machine.conf import Config
from fumibako.machine.provision.client import ask

SECONDS = 2.0
NOTING_SECONDS = 10.0  # what is not noted is missing from the history for good
MAX_BYTES = 1 << 20


class GuardDown(Exception):
    """It cannot be reached or does not answer in time."""


@dataclass(frozen=True)
class Verdict:
    """wait_seconds: how long before the next try makes sense; 0 where it may be made now. is_of_place: refused for
    where it comes from."""

    is_allowed: bool
    wait_seconds: int = 0
    is_of_place: bool = False


@dataclass(frozen=True)
class Noted:
    """A login, or a try that was not let in; `times`: as often within the hour after `since`. protocol: web, imap,
    pop3, smtp, sieve, ftp. outcome: of OUTCOMES. app: the number of the app password, "" for none. program: the
    browser."""

    name: str
    protocol: str
    remote: str
    outcome: str
    app: str
    program: str
    since: datetime
    at: datetime
    times: int


@dataclass(frozen=True)
class Waiting:
    """A login with many wrong passwords: tries, in the last hour. is_locked: until then no password is looked at."""

    login: str
    tries: int
    until: datetime
    is_locked: bool


@dataclass(frozen=True)
class Paused:
    """at: since when. per_hour, per_day: to how many recipients it had sent, the last mail included."""

    login: str
    at: float
    per_hour: int
    per_day: int


@dataclass(frozen=True)
class Guard:
    config: Config

    def allow(self, *, login: str, remote: str, is_known_browser: bool = False) -> Verdict:
        """Raises GuardDown."""
        answer = self._ask(
            "allow", {"login": login, "remote": remote, "protocol": "web", "known_browser": is_known_browser}
        )
        status = int(answer.get("status", 0))
        return Verdict(
            is_allowed=status >= 0,
            wait_seconds=int(answer.get("wait", max(status, 0))),
            is_of_place=answer.get("place") is True,
        )

    def is_place_allowed(self, *, login: str, remote: str) -> bool:
        """Where guardd is down: as the rule in force says. Raises AgentDown, AgentRefused."""
        return ask(self.config, "login_place", {"login": login, "remote": remote})["is_allowed"] is True

    def report(
        self,
        *,
        login: str,
        remote: str,
        success: bool,
        is_known_browser: bool = False,
        browser: str = "",
        protocol: str = "web",
    ) -> None:
        """Raises GuardDown."""
        facts = {"login": login, "remote": remote, "protocol": protocol, "success": success, "browser": browser}
        self._ask(
            "report", {**facts, "known_browser": is_known_browser}, NOTING_SECONDS if protocol == "ftp" else SECONDS
        )

    def note(self, *, login: str, remote: str, outcome: str, browser: str = "", protocol: str = "web") -> None:
        """For the history only, as one of OUTCOMES. Raises GuardDown."""
        facts = {"login": login, "remote": remote, "protocol": protocol, "browser": browser}
        self._ask("note", {**facts, "outcome": outcome}, NOTING_SECONDS)

    def history(self, **asked: Any) -> list[Noted]:
        """The latest first, as far as `most`. name: a login, or names or domains; since, before: moments; is_in: only
        who was let in, or who was not; protocol. Raises GuardDown."""
        values = {name: value.timestamp() if isinstance(value, datetime) else value for name, value in asked.items()}
        return [_noted(row) for row in self._ask("history", values).get("rows", ())]

    def last_logins(self, *, names: Sequence[str]) -> dict[str, datetime]:
        """When each of these accounts was last read by IMAP or POP. Raises GuardDown."""
        last = self._ask("last", {"names": list(names)}).get("last", {})
        return {name: datetime.fromtimestamp(at, UTC) for name, at in last.items()}

    def app_passwords_used(self, *, login: str) -> dict[str, float]:
        """When each of an account's app passwords was used last, by its number. Raises GuardDown."""
        return dict(self._ask("apps", {"login": login}).get("used", {}))

    def forgive(self, *, login: str) -> None:
        """Forget the wrong tries of a login. Raises GuardDown."""
        self._ask("forgive", {"login": login})

    def waiting(self, *, domains: Sequence[str] = (), names: Sequence[str] = ()) -> list[Waiting]:
        """Which logins of these domains, and of these names, have to wait. Raises GuardDown."""
        found = self._ask("waiting", {"domains": list(domains), "names": list(names)}).get("waiting", ())
        return [Waiting(**{**one, "until": datetime.fromtimestamp(one["until"], UTC)}) for one in found]

    def paused(self) -> list[Paused]:
        """Everybody whose sending is paused. Raises GuardDown."""
        return [Paused(**row) for row in self._ask("paused", {}).get("paused", ())]

    def release(self, *, login: str) -> None:
        """Let an account send again, and begin to count anew. Raises GuardDown."""
        self._ask("release", {"login": login})

    def smtp_sessions(self, *, login: str) -> list[int]:
        """The processes of Postfix's in which this login, or one of *@domain, was the last one; some of them may have
        ended. Raises GuardDown."""
        return [int(pid) for pid in self._ask("sessions", {"login": login}).get("pids", ())]

    def _ask(self, command: str, values: dict[str, Any], seconds: float = SECONDS) -> dict[str, Any]:
        connection = _OverUnix(str(self.config.guard_socket), seconds)
        try:
            body = json.dumps(values)
            connection.request("POST", f"/?command={command}", body, {"Content-Type": "application/json"})
            answer: dict[str, Any] = json.loads(connection.getresponse().read(MAX_BYTES))
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise GuardDown(str(error)) from error
        finally:
            connection.close()
        return answer


def _noted(row: Mapping[str, Any]) -> Noted:
    times = {name: datetime.fromtimestamp(row[name], UTC) for name in ("since", "at")}
    return Noted(**{**row, **times})


class _OverUnix(http.client.HTTPConnection):
    def __init__(self, path: str, seconds: float) -> None:
        super().__init__("guardd", timeout=seconds)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)

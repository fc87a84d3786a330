"""Answers to Dovecot's authentication policy requests (doc: Authentication Policy Support), and the web's."""

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from fumibako.machine.daemons.tables.login_places import PlacesUnknown
from fumibako.processes.guardd.counting import (
    DELAYED_FROM,
    GO_ON,
    HOUR_SECONDS,
    LOCKED_FROM,
    MAX_AN_HOUR,
    WINDOW_SECONDS,
    Verdict,
    verdict,
)
from fumibako.processes.guardd.history import OUTCOMES, History
from fumibako.processes.guardd.memory import Memory

LONGEST_LOGIN = 320
MAX_TOLD = 200
# Postfix waits ten seconds for Dovecot, which waits as long as we say before it looks at the password.
LONGEST_SMTP_DELAY_SECONDS = 6
# Of one login, from addresses that it is not known at; together with the wrong ones before. A try is over when its
# outcome is reported, or after this time.
MAX_AT_ONCE, TRY_SECONDS = LOCKED_FROM, 60.0


class Guard:
    """now: seconds since the epoch, as time.time. own: this machine's address where it logs in to itself. is_allowed:
    whether a login may come by a protocol from an address (A7); it raises PlacesUnknown."""

    def __init__(
        self,
        memory: Memory,
        history: History,
        now: Callable[[], float],
        own: str,
        is_allowed: Callable[[str, str, str], bool] = lambda login, protocol, address: True,
    ) -> None:
        self._is_allowed = is_allowed
        self._own = own
        self._memory = memory
        self.history = history
        self._now = now
        self._under_way: dict[str, list[float]] = {}

    def allow(self, request: Mapping[str, Any]) -> Verdict:
        """May this login try now?"""
        login, remote = _login(request), _remote(request)
        if not login or self._is_of_the_portal(request):
            return GO_ON
        try:
            if self._is_from_elsewhere(request, login):
                return Verdict(-1, 1, "logins from this place are not allowed", is_of_place=True)
        except PlacesUnknown:
            return Verdict(-1, 1, "it cannot be told at the moment where logins may come from")
        known = self._is_known(request, login, remote)
        failures = self._memory.failures(login, of_known=remote if known else None)
        found = verdict(failures, self._memory.of_address(remote) if remote and not known else (), self._now())
        is_made = found.status >= 0 and not (found.wait and request.get("protocol") == "web")  # the web sends it away
        if is_made and not known and not self._begins(login, failures):
            return Verdict(-1, 1, "too many tries at once for this account")
        if request.get("protocol") == "smtp":
            return replace(found, status=min(found.status, LONGEST_SMTP_DELAY_SECONDS))
        return found

    def _begins(self, login: str, failures: list[float]) -> bool:
        """Whether one more try may be under way: all of them may be wrong, and they lock together."""
        now = self._now()
        tries = [at for at in self._under_way.get(login, ()) if abs(now - at) < TRY_SECONDS]
        if len(tries) + sum(abs(now - at) < WINDOW_SECONDS for at in failures) >= MAX_AT_ONCE:
            return False
        self._under_way[login] = [*tries, now]
        return True

    def _ends(self, login: str) -> None:
        if tries := self._under_way.pop(login, []):
            self._under_way |= {login: tries[1:]} if tries[1:] else {}

    def report(self, request: Mapping[str, Any]) -> None:
        """What became of a try. One that we refused ourselves is not counted: the lock has to end."""
        login, remote = _login(request), _remote(request)
        if not login:
            return
        self._note(request)
        if request.get("policy_reject") is True:
            return
        self._ends(login)
        if request.get("success") is True:
            if remote:
                self._memory.note_success(login, remote, self._now())
            if request.get("protocol") == "smtp" and (pid := str(request.get("pid") or "")).isdecimal():
                self._memory.note_session(int(pid[:10]), login, self._now())
            return
        if self._is_of_the_portal(request):
            return
        self._memory.note_failure(
            login,
            remote,
            is_known=self._is_known(request, login, remote),
            digest=str(request.get("pwhash") or "")[:16],
            now=self._now(),
        )

    def _note(self, request: Mapping[str, Any]) -> None:
        """For the history. What the web lets in it tells by itself: after the password there may be a second step."""
        is_in = request.get("success") is True
        if (is_in and request.get("protocol") == "web") or self._is_of_the_portal(request):
            return
        outcome = "in" if is_in else "wrong"
        if request.get("policy_reject") is True:
            outcome = "place" if self._is_surely_from_elsewhere(request) else "later"
        self.history.note(request, outcome, self._now())

    def note(self, request: Mapping[str, Any]) -> None:
        """For the history only: what the portal knows better than we."""
        outcome = str(request.get("outcome"))
        if outcome in OUTCOMES:
            self.history.note(request, outcome, self._now())

    def app_passwords_used(self, request: Mapping[str, Any]) -> dict[str, float]:
        return self.history.app_passwords_used(_login(request))

    def forgive(self, request: Mapping[str, Any]) -> None:
        self._memory.forgive(_login(request))

    def waiting(self, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Which of these logins (`domains`, `names`) have to wait after wrong passwords, those who wait longest first.
        until: when the next try makes sense; is_locked: until then none is looked at."""
        now, found = self._now(), dict[str, dict[str, Any]]()
        domains, names = (set(map(str, asked.get(key) or ())) for key in ("domains", "names"))
        for login, place in self._memory.crowded(DELAYED_FROM):
            if login not in names and login.rpartition("@")[2] not in domains:
                continue
            times = self._memory.failures(login, of_known=place or None)
            said = verdict(times, (), now)
            until, tries = now + said.wait, sum(now - at < HOUR_SECONDS for at in times)
            if said.status and until >= found.get(login, {"until": 0.0})["until"]:
                found[login] = {"login": login, "tries": tries, "until": until, "is_locked": said.status < 0}
        return sorted(found.values(), key=lambda one: (-one["until"], one["login"]))[:MAX_TOLD]

    def sessions(self, request: Mapping[str, Any]) -> list[int]:
        """The processes of Postfix's in which this login, or one of *@domain, was the last one."""
        return self._memory.sessions(_login(request))

    def _is_from_elsewhere(self, request: Mapping[str, Any], login: str) -> bool:
        """This machine is always at the right place: its webmail reads for people who were let in. Raises
        PlacesUnknown."""
        address = str(request.get("remote") or "")
        if address in ("127.0.0.1", "::1", self._own):
            return False
        return not self._is_allowed(login, str(request.get("protocol") or ""), address)

    def _is_surely_from_elsewhere(self, request: Mapping[str, Any]) -> bool:
        try:
            return self._is_from_elsewhere(request, _login(request))
        except PlacesUnknown:
            return False

    def _is_of_the_portal(self, request: Mapping[str, Any]) -> bool:
        """Its signed tokens: nobody guesses one, and a locked account's user goes on reading. From elsewhere they are
        refused, and count as any other try."""
        is_token = str(request.get("mechanism") or "").lower() in ("oauthbearer", "xoauth2")
        return is_token and str(request.get("remote") or "") in ("127.0.0.1", "::1", self._own)

    def _is_known(self, request: Mapping[str, Any], login: str, remote: str) -> bool:
        if request.get("protocol") == "web":
            # A cookie is known wherever it is taken: what is guessed with it has a limit of its own.
            guesses = self._memory.guesses_of_known(login, self._now() - HOUR_SECONDS)
            return request.get("known_browser") is True and guesses < MAX_AN_HOUR
        return bool(remote) and self._memory.is_known(login, remote, self._now())


def _login(request: Mapping[str, Any]) -> str:
    return str(request.get("login") or "").lower()[:LONGEST_LOGIN]


def _remote(request: Mapping[str, Any]) -> str:
    """The client's address; IPv6 by its /64, which is one customer; "" for this machine itself and for nonsense."""
    try:
        address = ipaddress.ip_address(str(request.get("remote") or ""))
    except ValueError:
        return ""
    if address.is_loopback:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False))
    return str(address)

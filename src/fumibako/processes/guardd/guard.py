"""Answers to Dovecot's authentication policy requests (doc: Authentication Policy Support), and the web's."""

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from fumibako.processes.guardd.counting import GO_ON, Verdict, verdict
from fumibako.processes.guardd.memory import Memory

LONGEST_LOGIN = 320
# Postfix waits ten seconds for Dovecot, which waits as long as we say before it looks at the password.
LONGEST_SMTP_DELAY_SECONDS = 6


class Guard:
    """now: seconds since the epoch, as time.time."""

    def __init__(self, memory: Memory, now: Callable[[], float]) -> None:
        self._memory = memory
        self._now = now

    def allow(self, request: Mapping[str, Any]) -> Verdict:
        """May this login try now?"""
        login, remote = _login(request), _remote(request)
        if not login:
            return GO_ON
        known = self._is_known(request, login, remote)
        failures = self._memory.failures(login, of_known=remote if known else None)
        found = verdict(failures, self._memory.of_address(remote) if remote and not known else (), self._now())
        if request.get("protocol") == "smtp":
            return replace(found, status=min(found.status, LONGEST_SMTP_DELAY_SECONDS))
        return found

    def report(self, request: Mapping[str, Any]) -> None:
        """What became of a try. One that we refused ourselves is not counted: the lock has to end."""
        login, remote = _login(request), _remote(request)
        if not login or request.get("policy_reject") is True:
            return
        if request.get("success") is True:
            if remote:
                self._memory.note_success(login, remote, self._now())
            if request.get("protocol") == "smtp" and (pid := str(request.get("pid") or "")).isdecimal():
                self._memory.note_session(int(pid[:10]), login, self._now())
            return
        self._memory.note_failure(
            login,
            remote,
            is_known=self._is_known(request, login, remote),
            digest=str(request.get("pwhash") or "")[:16],
            now=self._now(),
        )

    def forgive(self, request: Mapping[str, Any]) -> None:
        self._memory.forgive(_login(request))

    def sessions(self, request: Mapping[str, Any]) -> list[int]:
        """The processes of Postfix's in which this login, or one of *@domain, was the last one."""
        return self._memory.sessions(_login(request))

    def _is_known(self, request: Mapping[str, Any], login: str, remote: str) -> bool:
        if request.get("protocol") == "web":
            return request.get("known_browser") is True
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

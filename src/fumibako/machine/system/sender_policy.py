"""SPF (RFC 7208): whether a domain lets an address send its mail. pyspf decides, our resolver answers it."""

from typing import Any

import spf

from fumibako.machine.system.resolver import LookupFailed, Resolver

SECONDS = 8
MAX_CHARACTERS = 4096  # of a record; pyspf's patterns take the square of it
RESULTS = frozenset({"pass", "fail", "softfail", "neutral", "none", "temperror", "permerror"})


class SenderPolicy:
    """One in a process: pyspf has one look-up for all of it."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        spf.DNSLookup = self._look_up

    def check(self, *, address: str, sender: str, helo: str) -> str:
        """One of RESULTS for a client at that address that said HELO and MAIL FROM; of a mail without a sender the
        HELO name is asked."""
        try:
            result, _ = spf.check2(i=address, s=sender, h=helo, querytime=SECONDS)
        except spf.TempError:
            return "temperror"
        except (spf.PermError, ValueError, UnicodeError, IndexError, AssertionError):  # what its reader trips over
            return "permerror"
        return result if result in RESULTS else "permerror"

    def _look_up(self, name: str, kind: str, strict: bool = True, timeout: float = SECONDS) -> list[Any]:
        """As pyspf wants them: ((name, kind), value), a text as its strings."""
        try:
            values = self._resolver.ask(name, kind, max(0.1, min(timeout, SECONDS)))
        except LookupFailed as error:
            raise spf.TempError(f"DNS {error}") from error
        return [((name, kind), _value(kind, value)) for value in values if len(value) <= MAX_CHARACTERS]


def _value(kind: str, value: str) -> Any:
    if kind in ("TXT", "SPF"):
        return (value.encode("utf-8", "surrogateescape"),)
    if kind == "MX":
        preference, _, host = value.partition(" ")
        return int(preference), host
    return value

"""Questions to the DNS. What it is asked for comes from mails and from customers' domains, so every question ends soon
and every answer is only text."""

import threading
import time
from collections.abc import Callable

import dns.exception
import dns.resolver

from fumibako.machine.conf import Config

ASKING_SECONDS = 4.0
CACHED_ANSWERS = 20_000
# So many questions in a row without an answer: it is the resolver that is away, not somebody's name server. For a while
# nobody waits for it.
MAX_SILENCES, AWAY_SECONDS = 6, 15.0
Values = list[str]


class LookupFailed(Exception):
    """Nobody knows: no answer, or one that says that something is wrong. Another time there may be one."""


class Patience:
    """How long a resolver that does not answer is waited for."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._silences, self._away_until = 0, 0.0

    @property
    def is_over(self) -> bool:
        return self._clock() < self._away_until

    def note(self, *, is_answer: bool) -> None:
        with self._lock:
            self._silences = 0 if is_answer else self._silences + 1
            if self._silences >= MAX_SILENCES:
                self._silences, self._away_until = 0, self._clock() + AWAY_SECONDS


class Resolver:
    """Answers are remembered for as long as they say, unless `is_fresh`. May be asked from several threads."""

    def __init__(self, config: Config, *, is_fresh: bool = False) -> None:
        try:
            self._resolver = dns.resolver.Resolver(configure=config.resolver is None)
        except dns.resolver.NoResolverConfiguration:
            self._resolver = dns.resolver.Resolver(configure=False)
        if config.resolver:
            address, port = config.resolver
            self._resolver.nameservers, self._resolver.port = [address], port
        self._patience = Patience()
        self._resolver.cache = None if is_fresh else dns.resolver.LRUCache(CACHED_ANSWERS)

    def ask(self, name: str, kind: str, seconds: float = ASKING_SECONDS) -> Values:
        """The values of a name's records: a text's strings joined, "10 mail.example.jp" of an MX, names without the dot
        at the end. Empty where there is none. Raises LookupFailed."""
        if self._patience.is_over:
            raise LookupFailed(f"{name} {kind}: the resolver does not answer")
        try:
            answer = self._resolver.resolve(
                name.rstrip(".") + ".", kind, lifetime=seconds, search=False, raise_on_no_answer=False
            )
        except (dns.resolver.NXDOMAIN, dns.name.LabelTooLong, dns.name.EmptyLabel, dns.name.NameTooLong):
            self._patience.note(is_answer=True)
            return []
        except dns.exception.Timeout as error:
            self._patience.note(is_answer=False)
            raise LookupFailed(f"{name} {kind}: no answer") from error
        except (dns.exception.DNSException, OSError, ValueError) as error:
            raise LookupFailed(f"{name} {kind}: {type(error).__name__}") from error
        self._patience.note(is_answer=True)
        return [_text(kind, rdata) for rdata in answer.rrset or ()]


def _text(kind: str, rdata: object) -> str:
    if kind == "TXT":
        return b"".join(getattr(rdata, "strings", ())).decode("utf-8", "surrogateescape")
    return str(rdata).rstrip(".")

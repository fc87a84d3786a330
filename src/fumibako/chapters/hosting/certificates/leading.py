"""Where names lead, as the world's DNS says: a free certificate is only given for names that lead to this box (D11)."""

import time
from dataclasses import dataclass
from enum import StrEnum

from fumibako.chapters.hosting.dns.standard import addresses
from fumibako.machine.conf import Config
from fumibako.machine.system.resolver import LookupFailed, Resolver

LOOK_SECONDS = 4.0  # a page waits


class Place(StrEnum):
    """UNKNOWN: nobody could be asked."""

    HERE = "here"
    ELSEWHERE = "elsewhere"
    NOWHERE = "nowhere"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Led:
    """addresses: those that are not this box's."""

    name: str
    place: Place
    addresses: tuple[str, ...] = ()


class Leading:
    """Its patience is for all the names together. seconds: for all of them, too; None: as long as it takes."""

    def __init__(self, config: Config, seconds: float | None = None) -> None:
        self._config, self._resolver, self._own = config, Resolver(config), set[str]()
        self._ends_at = None if seconds is None else time.monotonic() + seconds

    def led(self, name: str) -> Led:
        try:
            found, ours = self._addresses(name), self._ours()
        except LookupFailed:
            return Led(name, Place.UNKNOWN)
        if others := tuple(sorted(found - ours)):
            return Led(name, Place.ELSEWHERE, others)
        return Led(name, Place.HERE if found else Place.NOWHERE)

    def is_here(self, name: str) -> bool:
        return self.led(name).place is Place.HERE

    def _ours(self) -> set[str]:
        if not self._own:
            self._own = {str(each) for each in addresses(self._config)} | self._addresses(self._config.hostname)
        return self._own

    def _addresses(self, name: str) -> set[str]:
        """Raises LookupFailed."""
        return {address for kind in ("A", "AAAA") for address in self._ask(name, kind)}

    def _ask(self, name: str, kind: str) -> list[str]:
        if self._ends_at is None:
            return self._resolver.ask(name, kind)
        if (left := self._ends_at - time.monotonic()) <= 0:
            raise LookupFailed(f"{name} {kind}: no time left")
        return self._resolver.ask(name, kind, min(left, LOOK_SECONDS / 2))

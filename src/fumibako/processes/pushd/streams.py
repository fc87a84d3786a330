"""Who hears of which mailbox."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

MOST = 500
MOST_OF_ACCOUNT = 12  # windows that one person looks at, on all devices


class TooMany(Exception):
    """No further stream: of this account, or at all."""


@dataclass(eq=False)
class Stream:
    """addresses: whose changes are told; the first is the account's own. news: there is something to do, to tell or to
    end."""

    addresses: Sequence[str]
    is_told: bool = False
    has_left: bool = False
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self) -> None:
        self.is_told = True
        self.news.set()

    def leave(self) -> None:
        self.has_left = True
        self.news.set()


@dataclass
class Streams:
    of: dict[str, set[Stream]] = field(default_factory=dict)
    number: int = 0

    def tell(self, address: str) -> None:
        """Most addresses have nobody who looks."""
        for stream in self.of.get(address, ()):
            stream.tell()

    def add(self, stream: Stream) -> None:
        """Raises TooMany."""
        account = stream.addresses[0]
        of_account = sum(each.addresses[0] == account for each in self.of.get(account, ()))
        if self.number >= MOST or of_account >= MOST_OF_ACCOUNT:
            raise TooMany(account)
        self.number += 1
        for address in stream.addresses:
            self.of.setdefault(address, set()).add(stream)

    def remove(self, stream: Stream) -> None:
        self.number -= 1
        for address in set(stream.addresses):
            self.of[address].discard(stream)
            if not self.of[address]:
                del self.of[address]

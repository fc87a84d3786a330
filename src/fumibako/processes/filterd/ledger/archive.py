"""The copies of sent mail (B12): a pack per domain and month, written by this process alone.

They lie below the customer's number: whoever has the domain one day must not find what others have sent.
"""

import asyncio
import logging
import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from fumibako.machine.formats.packs import BrokenPack, Facts, Record, append, records

log = logging.getLogger(__name__)
DIRECTORY_MODE, FILE_MODE = 0o750, 0o640  # of the group of what they are in: a chmod of ours would end that
REPEATED_SECONDS = 7 * 24 * 3600  # longer than Postfix tries: maximal_queue_lifetime
MOST_OPEN = 1000


@dataclass
class _Book:
    """A pack that is written to. known: the recipients by queue id, of what Postfix may bring again."""

    path: Path
    last: Record | None = None
    known: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def note(self, record: Record) -> None:
        self.last = record
        if record.facts.at > time.time() - REPEATED_SECONDS:
            self.known[record.facts.queue_id].update(record.facts.recipients)

    def has(self, facts: Facts) -> bool:
        return self.known.get(facts.queue_id, set()).issuperset(facts.recipients)


class Archive:
    def __init__(self, root: Path) -> None:
        self._root = root
        self._books: OrderedDict[str, _Book] = OrderedDict()
        self._writer = ThreadPoolExecutor(1, "archive")  # one at a time, even where nobody waits for it any more

    async def keep(self, domain: str, facts: Facts, blocks: Callable[[], Iterable[bytes]]) -> None:
        """Once, however often it comes for these recipients; returns when it is on the disk. domain: with its customer,
        as a path. Raises OSError."""
        await asyncio.get_running_loop().run_in_executor(self._writer, self._keep, domain, facts, blocks)

    def _keep(self, domain: str, facts: Facts, blocks: Callable[[], Iterable[bytes]]) -> None:
        month = time.strftime("%Y-%m", time.gmtime(facts.at))
        book = self._books.get(domain)
        if book is not None and not _is_as_left(book):
            book = None
        is_known = book is not None and book.has(facts)  # of last month, too
        if book is None or not book.path.name.startswith(month):
            book = self._opened(domain, month)
        if not is_known and not book.has(facts):
            book.note(append(book.path, book.last, facts, blocks(), FILE_MODE))

    def _opened(self, domain: str, month: str) -> _Book:
        directory = self._root / domain
        for each in (directory.parent, directory):
            each.mkdir(mode=DIRECTORY_MODE, exist_ok=True)
        for path in _names(directory, month):
            book = _Book(path)
            try:
                for record in records(path) if path.exists() else ():
                    book.note(record)
            except BrokenPack as error:
                log.error("%s: not written to any more: %s", path, error)
                continue
            break
        self._books.pop(domain, None)
        self._books[domain] = book
        if len(self._books) > MOST_OPEN:
            self._books.popitem(last=False)
        return book


def _is_as_left(book: _Book) -> bool:
    """It may have been put back from a backup."""
    try:
        return book.path.stat().st_size == (book.last.end if book.last else 0)
    except FileNotFoundError:
        return book.last is None


def _names(directory: Path, month: str) -> Iterator[Path]:
    yield directory / f"{month}.pack"
    for number in range(2, 1000):
        yield directory / f"{month}-{number}.pack"

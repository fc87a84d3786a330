"""An account list read line by line: what it asks for, and what can be said against each line without looking at the
accounts that there are. Pure."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from fumibako.chapters.mail.accounts import rules
from fumibako.chapters.mail.bulk import columns, errors
from fumibako.chapters.mail.bulk.columns import Action, Column
from fumibako.groundwork.rules import Refused
from fumibako.machine.formats.csvfile import BadCsv, Charset, CsvRow, plain, read

Value = TypeVar("Value")


@dataclass(frozen=True)
class Entry:
    """A line. action None: none was written. address: as we store it, "" where it cannot be read; typed: as it was
    written. "" and None: nothing was written. problems: what is wrong with it."""

    line: int
    typed: str
    action: Action | None = None
    address: str = ""
    display_name: str = ""
    password: str = field(default="", repr=False)
    quota_bytes: int | None = None
    is_suspended: bool | None = None
    problems: tuple[Refused, ...] = ()

    @property
    def local_part(self) -> str:
        return self.address.partition("@")[0]

    @property
    def domain(self) -> str:
        return self.address.partition("@")[2]


@dataclass(frozen=True)
class Sheet:
    """unknown: names of columns that are left out."""

    charset: Charset
    entries: tuple[Entry, ...]
    unknown: tuple[str, ...]


def parse(content: bytes, *, domains: Collection[str], default: str) -> Sheet:
    """domains: where accounts may be; default: the one that a local part alone belongs to, "" for none. Raises
    UnreadableFile, NoAddressColumn, TwoColumns."""
    try:
        file = read(content)
    except BadCsv as error:
        raise errors.UnreadableFile(error) from error
    places, unknown = columns.columns_of(file.header.cells)
    width = len(file.header.cells)
    entries = _marked_twice([_Reading(row, places, width).entry(domains, default) for row in file.rows])
    return Sheet(file.charset, tuple(entries), tuple(unknown))


class _Reading:
    """One row, whose every mistake is told."""

    def __init__(self, row: CsvRow, places: dict[Column, int], width: int) -> None:
        self._row, self._places = row, places
        self._problems: list[Refused] = [errors.TooManyCells()] if any(map(str.strip, row.cells[width:])) else []

    def entry(self, domains: Collection[str], default: str) -> Entry:
        typed = plain(self._cell(Column.ADDRESS)).strip()
        return Entry(
            line=self._row.line,
            typed=typed,
            action=self._ask(columns.action_of, self._cell(Column.ACTION)),
            address=self._ask(lambda text: _address(text, domains, default), typed) or "",
            display_name=self._ask(rules.check_display_name, plain(self._cell(Column.NAME))) or "",
            password=self._cell(Column.PASSWORD),
            quota_bytes=self._ask(_quota, self._cell(Column.QUOTA)),
            is_suspended=self._ask(columns.suspended_of, self._cell(Column.STATUS)),
            problems=tuple(self._problems),
        )

    def _cell(self, column: Column) -> str:
        place = self._places.get(column, len(self._row.cells))
        return self._row.cells[place] if place < len(self._row.cells) else ""

    def _ask(self, rule: Callable[[str], Value], text: str) -> Value | None:
        try:
            return rule(text)
        except Refused as refusal:
            self._problems.append(refusal)
            return None


def _quota(cell: str) -> int | None:
    size = columns.bytes_of(cell)
    return None if size is None else rules.check_quota(size)


def _address(text: str, domains: Collection[str], default: str) -> str:
    """Raises UnreadableAddress, ForeignDomain."""
    local_part, name = rules.read_address(text, default)
    if name not in domains:
        raise errors.ForeignDomain(domain=name[:80])
    return f"{local_part}@{name}"


def _marked_twice(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Of several lines with one address, the first counts."""
    first: dict[str, int] = {}
    for entry in entries:
        line = first.setdefault(entry.address, entry.line) if entry.address else entry.line
        if line == entry.line:
            yield entry
        else:
            problem = errors.TwiceInFile(line=line)
            yield replace(entry, problems=(*entry.problems, problem))

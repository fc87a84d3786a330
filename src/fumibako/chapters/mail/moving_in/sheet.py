"""A list of mailboxes to move, read line by line. Pure."""

import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field

from fumibako.chapters.mail.bulk.errors import UnreadableFile
from fumibako.chapters.mail.moving_in import errors
from fumibako.machine.formats.csvfile import BadCsv, plain, read
from fumibako.machine.formats.widths import half_width

_COLUMNS = {
    "address": ("メールアドレス", "mail address", "address", "メールアカウント"),
    "login": ("旧ログイン名", "旧ログイン", "旧アカウント", "old login", "login"),
    "password": ("旧パスワード", "old password", "password", "パスワード"),
}


@dataclass(frozen=True)
class Entry:
    """line: of the file, or 1. login, password: at the old server."""

    line: int
    address: str
    login: str
    password: str = field(repr=False)


def parse(content: bytes, *, default: str, accounts: Collection[str]) -> tuple[Entry, ...]:
    """default: the domain of addresses without one; accounts: the addresses that there are. Raises UnreadableFile,
    NoMoveColumns, NothingToMove, LineRefused."""
    try:
        file = read(content)
    except BadCsv as error:
        raise UnreadableFile(error) from error
    header = [" ".join(half_width(cell).casefold().split()) for cell in file.header.cells]
    places = {name: _place(header, names) for name, names in _COLUMNS.items()}
    if not file.rows:
        raise errors.NothingToMove
    return tuple(_entry(row.line, row.cells, places, default, accounts) for row in file.rows)


def _place(header: list[str], names: Iterable[str]) -> int:
    """Raises NoMoveColumns."""
    for place, cell in enumerate(header):
        if cell in names:
            return place
    raise errors.NoMoveColumns


def _entry(line: int, cells: tuple[str, ...], places: dict[str, int], default: str, accounts: Collection[str]) -> Entry:
    """Raises LineRefused."""
    values = {name: cells[place].strip() if place < len(cells) else "" for name, place in places.items()}
    address = half_width(plain(values["address"])).lower()
    address = address if "@" in address or not address else f"{address}@{default}"
    entry = Entry(line, address, plain(values["login"]), values["password"])
    if not (entry.address and entry.login and entry.password):
        raise errors.LineRefused(line=line, reason=errors.IncompleteLine())
    if entry.address not in accounts:
        raise errors.LineRefused(line=line, reason=errors.NotOurAddress(address=entry.address[:100]))
    return entry


def packed(entries: Iterable[Entry]) -> bytes:
    return json.dumps([asdict(entry) for entry in entries]).encode()


def unpacked(content: bytes) -> tuple[Entry, ...]:
    return tuple(Entry(**row) for row in json.loads(content))

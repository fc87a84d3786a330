"""Limit tables of ProFTPD's mod_quotatab_file, as its ftpquota(1) writes them: a mark, and a record of one size for
each user."""

import struct
from collections.abc import Mapping

MAX_NAME_BYTES = 80
_MARK = struct.pack("<I", 0x7626)
_RECORD = struct.Struct("<81sIBIdddIII")
_OF_USER, _FOR_ALL_SESSIONS, _HARD = 20, 0, 1
_UNLIMITED = -1.0


def limit_table(most: Mapping[str, int]) -> bytes:
    """most: how many bytes each user's directory may hold; beyond that an upload is refused and what has come of it is
    deleted. A user whose name is longer than the table can say has no limit."""
    return _MARK + b"".join(_record(name, number) for name, number in sorted(most.items()))


def tally_table() -> bytes:
    """Without anybody: ProFTPD counts when somebody logs in."""
    return struct.pack("<I", 0x7644)


def limits_of(table: bytes) -> dict[str, int]:
    """Raises struct.error for what is no such table."""
    records = _RECORD.iter_unpack(table[len(_MARK) :])
    return {record[0].rstrip(b"\0").decode(): int(record[4]) for record in records}


def _record(name: str, number: int) -> bytes:
    octets = name.encode()
    if len(octets) > MAX_NAME_BYTES:
        return b""
    return _RECORD.pack(octets, _OF_USER, _FOR_ALL_SESSIONS, _HARD, float(number), _UNLIMITED, _UNLIMITED, 0, 0, 0)

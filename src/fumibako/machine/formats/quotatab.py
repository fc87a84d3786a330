"""Limit tables of ProFTPD's mod_quotatab_file, as its ftpquota(1) writes them: a mark, and a record of one size for
each group. Every site has a user and a group of one number, and a group that no file names is called by its number."""

import struct
from collections.abc import Mapping

_MARK = struct.pack("<I", 0x7626)
_RECORD = struct.Struct("<81sIBIdddIII")
_OF_GROUP, _FOR_ALL_SESSIONS, _HARD = 30, 0, 1
_UNLIMITED = -1.0


def limit_table(most: Mapping[int, int]) -> bytes:
    """most: how many bytes the directory of each group's user may hold, 1 at least, as 0 is no limit; beyond that an
    upload is refused and what has come of it is deleted."""
    return _MARK + b"".join(_record(group, number) for group, number in sorted(most.items()))


def tally_table() -> bytes:
    """Without anybody: ProFTPD counts when somebody logs in."""
    return struct.pack("<I", 0x7644)


def limits_of(table: bytes) -> dict[int, int]:
    """Raises struct.error for what is no such table."""
    records = _RECORD.iter_unpack(table[len(_MARK) :])
    return {int(record[0].rstrip(b"\0")): int(record[4]) for record in records if record[1] == _OF_GROUP}


def _record(group: int, number: int) -> bytes:
    return _RECORD.pack(
        str(group).encode(), _OF_GROUP, _FOR_ALL_SESSIONS, _HARD, float(number), _UNLIMITED, _UNLIMITED, 0, 0, 0
    )

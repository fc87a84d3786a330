"""Dumps of other servers name the users there: `DEFINER=` in views, triggers, routines and events, which only a
server's administrator may set. Without it they belong to whoever loads them, and that is what is meant.

Only lines that begin such a statement, as mariadb-dump, mysqldump and phpMyAdmin write them: what is in the tables has
its line breaks escaped there, and stays as it is.
"""

import contextlib
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

PIECE = 1 << 20
_USER = rb"DEFINER ?= ?(?:`[^`\n]*`|'[^'\n]*'|\w+)@(?:`[^`\n]*`|'[^'\n]*'|[\w.%]+)"
_CREATE = rb"(?:/\*!\d{5,6} )?CREATE(?:\*/)? (?:OR REPLACE )?(?:ALGORITHM ?= ?\w+ )?(?:/\*!\d{5,6} )?"
_NAMED = re.compile(rb"\A(" + _CREATE + rb"|/\*!\d{5,6} )" + _USER + rb" ?")


@contextlib.contextmanager
def without_definers(source: IO[bytes], place: Path) -> Iterator[IO[bytes]]:
    """The file as it is, or a copy without them. place: where there is room for one."""
    start = source.tell()
    is_needed = any(is_line and _NAMED.match(piece) for is_line, piece in _pieces(source))
    source.seek(start)
    if not is_needed:
        yield source
        return
    with tempfile.TemporaryFile(dir=place) as copy:
        for is_line, piece in _pieces(source):
            copy.write(_NAMED.sub(rb"\1", piece, count=1) if is_line else piece)
        copy.seek(0)
        yield copy


def _pieces(source: IO[bytes]) -> Iterator[tuple[bool, bytes]]:
    """Lines, long ones in pieces, of which only the first begins like a statement."""
    is_line = True
    while piece := source.readline(PIECE):
        yield is_line, piece
        is_line = piece.endswith(b"\n")

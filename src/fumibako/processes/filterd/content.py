"""The bytes of one mail, as they came off the wire: in memory while small, else in an unlinked file.

The file has no name, so a crash leaves nothing behind; it is working room, not a spool.
"""

import errno
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

# Eight mails at once, each with its share in memory and one block on the way to each of two sockets.
IN_MEMORY_BYTES = 1 << 20
BLOCK_BYTES = 1 << 18


class Content:
    """Append-only bytes. `head` is what is kept in memory: everything, or the beginning of a big mail."""

    def __init__(self, room: Path) -> None:
        self._room = room
        self._pieces: list[bytes] = []
        self._file: IO[bytes] | None = None
        self._head: bytes | None = None
        self.size = 0

    @classmethod
    def of(cls, data: bytes, room: Path) -> "Content":
        content = cls(room)
        content.append(data)
        return content

    def append(self, data: bytes) -> None:
        self.size += len(data)
        if self._file is not None:
            _write(self._file, data)
            return
        self._pieces.append(data)
        self._head = None
        if self.size > IN_MEMORY_BYTES:
            self._file = tempfile.TemporaryFile(dir=self._room, buffering=0)  # noqa: SIM115 closed by close()
            _write(self._file, self.head)

    @property
    def head(self) -> bytes:
        if self._head is None:
            self._head = b"".join(self._pieces)
            self._pieces = [self._head]
        return self._head

    @property
    def is_in_memory(self) -> bool:
        return self._file is None

    def reopened(self) -> IO[bytes]:
        """Everything as a file with a position of its own, for another process."""
        if self._file is None:
            return in_memory([self.head])
        return open(f"/proc/self/fd/{self._file.fileno()}", "rb", buffering=0)  # noqa: PTH123 a link by number

    def blocks(self, start: int = 0) -> Iterator[bytes]:
        """Everything from `start` on, in pieces that fit into memory."""
        if self._file is None:
            yield self.head[start:]
            return
        self._file.seek(start)
        position = start
        while block := self._file.read(BLOCK_BYTES):
            position += len(block)
            yield block
            self._file.seek(position)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


def in_memory(blocks: Iterable[bytes]) -> IO[bytes]:
    """A file of these bytes that is on no disk; another process may be given its descriptor."""
    file = open(os.memfd_create("mail"), "w+b", buffering=0)  # noqa: PTH123, SIM115 closed by the caller
    for block in blocks:
        _write(file, block)
    file.seek(0)
    return file


def _write(file: IO[bytes], data: bytes) -> None:
    """All of it; write(2) may take a part where the disk fills. Raises OSError."""
    if file.write(data) != len(data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

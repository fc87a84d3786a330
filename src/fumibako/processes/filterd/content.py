"""The bytes of one message as received: in memory while small, otherwise in an unlinked file.

The file has no name, so a crash leaves nothing behind. It is scratch space, not a spool.
"""

import errno
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

# Up to eight messages at once, each with this much in memory and one block in flight to each of two sockets.
IN_MEMORY_BYTES = 1 << 20
BLOCK_BYTES = 1 << 18


class Content:
    """Append-only bytes. `head` is the part kept in memory: everything, or the beginning of a large message."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._pieces: list[bytes] = []
        self._file: IO[bytes] | None = None
        self._head: bytes | None = None
        self.size = 0

    @classmethod
    def of(cls, data: bytes, directory: Path) -> "Content":
        content = cls(directory)
        content.append(data)
        return content

    def append(self, data: bytes) -> None:
        """Raises OSError."""
        self.size += len(data)
        if self._file is not None:
            _write(self._file, data)
            return
        self._pieces.append(data)
        self._head = None
        if self.size > IN_MEMORY_BYTES:
            self._file = tempfile.TemporaryFile(dir=self._directory, buffering=0)  # noqa: SIM115 closed by close()
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
        """The whole message as a file with its own position, to hand to another process."""
        if self._file is None:
            return in_memory([self.head])
        return open(f"/proc/self/fd/{self._file.fileno()}", "rb", buffering=0)  # noqa: PTH123 a link by number

    def blocks(self, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Everything from `start` to `end`, in blocks that fit into memory."""
        end = self.size if end is None else end
        if self._file is None:
            yield self.head[start:end]
            return
        while start < end:
            self._file.seek(start)
            block = self._file.read(min(BLOCK_BYTES, end - start))
            if not block:
                return
            start += len(block)
            yield block

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


def in_memory(blocks: Iterable[bytes]) -> IO[bytes]:
    """A file of these bytes that is on no disk and whose descriptor can be passed to another process."""
    file = open(os.memfd_create("mail"), "w+b", buffering=0)  # noqa: PTH123, SIM115 closed by the caller
    for block in blocks:
        _write(file, block)
    file.seek(0)
    return file


def _write(file: IO[bytes], data: bytes) -> None:
    """Write all of it; write(2) may write only a part when the disk fills up. Raises OSError."""
    if file.write(data) != len(data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

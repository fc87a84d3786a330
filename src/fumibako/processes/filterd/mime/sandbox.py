"""Runs a parser in its own process: python -m fumibako.processes.filterd.mime.parts (or .interpretations) < message.

These parsers read what attackers write. The process has limits of memory and CPU (SECURITY R13), no socket and nothing
to lose. It writes what it finds to stdout as frames: number of the part, file name, text, content.
"""

import resource
import struct
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

MEMORY_BYTES = 384 << 20
CPU_SECONDS = 20
LIMIT_EXCEEDED = 3  # exit code
FRAME = struct.Struct("!LLLL")


class LimitExceeded(Exception):
    """The message contains more than can be parsed within the limits."""


@dataclass(frozen=True)
class Piece:
    """part: number of the part that the content belongs to."""

    content: bytes
    file_name: str = ""
    text: str = ""
    part: int = 0


def run(parse: Callable[[bytes], Iterable[Piece]]) -> None:
    """Parse the message at stdin. Exits with LIMIT_EXCEEDED, or dies by SIGXCPU, beyond the limits."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))
    stream = sys.stdout.buffer
    try:
        for piece in parse(sys.stdin.buffer.read()):
            name, text = (string.encode("utf-8", "replace") for string in (piece.file_name, piece.text))
            stream.write(FRAME.pack(piece.part, len(name), len(text), len(piece.content)) + name + text)
            stream.write(piece.content)
        stream.flush()
    except (LimitExceeded, MemoryError, RecursionError):
        sys.exit(LIMIT_EXCEEDED)

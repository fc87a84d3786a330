"""Taking a mail apart in a process of its own: python -m fumibako.processes.filterd.parts (or .readings) < mail.

This is the code that attackers write mails for. It has limits of memory and CPU (SECURITY R13), no socket and nothing
to lose. What it finds goes to stdout, each piece with a name, a text and its content.
"""

import resource
import struct
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

MEMORY_BYTES = 384 << 20
CPU_SECONDS = 20
BEYOND_LIMITS = 3
FRAME = struct.Struct("!LLL")


class TooMuch(Exception):
    """More is in the mail than can be read within the limits."""


@dataclass(frozen=True)
class Piece:
    content: bytes
    file_name: str = ""
    text: str = ""


def run(take_apart: Callable[[bytes], Iterable[Piece]]) -> None:
    """Take the mail at stdin apart within the limits; ends with BEYOND_LIMITS, or SIGXCPU, where they do not do."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))
    stream = sys.stdout.buffer
    try:
        for piece in take_apart(sys.stdin.buffer.read()):
            name, text = (words.encode("utf-8", "replace") for words in (piece.file_name, piece.text))
            stream.write(FRAME.pack(len(name), len(text), len(piece.content)) + name + text)
            stream.write(piece.content)
        stream.flush()
    except (TooMuch, MemoryError, RecursionError):
        sys.exit(BEYOND_LIMITS)

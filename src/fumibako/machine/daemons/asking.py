"""Asking a daemon something and reading its first answer, for health checks."""

import socket
import time
from collections.abc import Callable
from pathlib import Path

from fumibako.machine.provision.service import Condition, Health

SECONDS = 5.0


def answer(where: Path | tuple[str, int], question: bytes = b"", *, until: bytes = b"\n") -> bytes:
    """Connect, send the question, read until the mark, all within SECONDS. Raises OSError."""
    deadline = time.monotonic() + SECONDS
    family = socket.AF_UNIX if isinstance(where, Path) else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as connection:
        connection.settimeout(SECONDS)
        connection.connect(str(where) if isinstance(where, Path) else where)
        if question:
            connection.sendall(question)
        received = b""
        while until not in received and len(received) < 65536:
            connection.settimeout(max(0.001, deadline - time.monotonic()))
            piece = connection.recv(4096)
            if not piece:
                break
            received += piece
        return received


def health(look: Callable[[], bytes], wanted: bytes, detail: str = "") -> Health:
    """OK when look's answer holds what is wanted, else DOWN with the daemon's words."""
    try:
        said = look()
    except OSError as error:
        return Health(Condition.DOWN, f"no answer: {error}")
    if wanted not in said:
        return Health(Condition.DOWN, f"unexpected answer: {said[:80]!r}")
    return Health(Condition.OK, detail)

"""What a pool that answers pings is asked (FastCGI 1.0). It imports little: the keeper is always in memory."""

import socket
import time
from contextlib import suppress
from pathlib import Path

ANSWER = b"pong"


def answers(path: Path, seconds: float) -> bool:
    """Whether the pool at that socket answers in time."""
    deadline, received = time.monotonic() + seconds, b""
    with suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(seconds)
        connection.connect(str(path))
        connection.sendall(QUESTION)
        while ANSWER not in received and (left := deadline - time.monotonic()) > 0:
            connection.settimeout(left)
            if not (piece := connection.recv(4096)):
                break
            received += piece
    return ANSWER in received


def _record(kind: int, content: bytes) -> bytes:
    """One record of request 1 (section 3.3)."""
    return bytes((1, kind, 0, 1)) + len(content).to_bytes(2, "big") + b"\0\0" + content


def _parameters(**values: str) -> bytes:
    return b"".join(bytes((len(k), len(v))) + k.encode() + v.encode() for k, v in values.items())


QUESTION = (
    _record(1, b"\0\1\0\0\0\0\0\0")  # FCGI_BEGIN_REQUEST: responder
    + _record(4, _parameters(SCRIPT_NAME="/ping", SCRIPT_FILENAME="/ping", REQUEST_METHOD="GET"))
    + _record(4, b"")
    + _record(5, b"")
)

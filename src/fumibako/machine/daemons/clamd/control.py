"""Asking clamd about open files (clamd(8), COMMANDS). No third-party code: a site's scan runs without it."""

import contextlib
import os
import socket
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.system.unit import on_disk_mark

ANSWER_BYTES = 4096
SECONDS = 150.0  # clamd itself gives a file up after 120 s
# Not what they are, but why clamd gave up.
GIVEN_UP = ("Heuristics.Limits.Exceeded", "Heuristics.Encrypted")
# clamd reports a temporary file that it could not write as clean (processes/filterd/engines/clamd.py).
MIN_FREE_BYTES = 2 << 30
PIECE_BYTES, OVERLAP_BYTES = 96 << 20, 1 << 20


class Unanswered(Exception):
    """clamd ended the conversation, or said what nobody knows."""


class Clamd:
    """An IDSESSION with one command at a time (clamd(8), COMMANDS). Raises Unanswered, OSError."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket, self._number = connected, 0
        connected.sendall(b"zIDSESSION\0")

    def name_of(self, handle: int) -> str:
        """What clamd calls the content of an open file; "" for nothing bad."""
        self._number += 1
        socket.send_fds(self._socket, [b"zFILDES\0", b"\0"], [handle])
        answer = self._answer().decode("utf-8", "replace")
        number, _, said = answer.partition(": ")
        verdict = said.partition(": ")[2]
        if number != str(self._number) or not verdict:
            raise Unanswered(answer[:80])
        if verdict == "OK":
            return ""
        name, space, word = verdict.rpartition(" ")
        return name if space and word == "FOUND" else "Heuristics.Limits.Exceeded"

    def _answer(self) -> bytes:
        received = b""
        while b"\0" not in received and len(received) < ANSWER_BYTES:
            piece = self._socket.recv(ANSWER_BYTES)
            if not piece:
                raise Unanswered("clamd closed the connection")
            received += piece
        return received.partition(b"\0")[0]


@dataclass(frozen=True)
class Verdict:
    """virus: its name, "" for none. is_whole: everything in it was looked at; no file that is locked or beyond clamd's
    limits is."""

    virus: str
    is_whole: bool


def verdict_of(config: Config, path: Path) -> Verdict:
    """A file beyond clamd's limits is shown in pieces, too: what is merely padded is found all the same. Raises
    Unanswered, OSError: nobody knows yet."""
    scratch = config.home("clamd") / "tmp"
    with socket.socket(socket.AF_UNIX) as connected, path.open("rb") as file:
        connected.settimeout(SECONDS)
        connected.connect(str(config.clamd_socket))
        clamd = Clamd(connected)
        _check_free(scratch)
        name = clamd.name_of(file.fileno())
        is_whole = not name.startswith(GIVEN_UP)
        if not is_whole:
            found = (clamd.name_of(piece) for piece in _pieces(file.fileno()))
            name = next((each for each in found if each and not each.startswith(GIVEN_UP)), "")
        _check_free(scratch)
    return Verdict(name[:200], is_whole)


def _pieces(handle: int) -> Iterator[int]:
    size, start = os.fstat(handle).st_size, 0
    while start < size:
        with tempfile.TemporaryFile() as piece:
            at, end = start, min(size, start + PIECE_BYTES)
            while at < end and (sent := os.sendfile(piece.fileno(), handle, at, end - at)):
                at += sent
            os.lseek(piece.fileno(), 0, os.SEEK_SET)
            yield piece.fileno()
        start += PIECE_BYTES - OVERLAP_BYTES


def _check_free(scratch: Path) -> None:
    """Raises Unanswered."""
    if on_disk_mark(scratch).exists():
        with contextlib.suppress(FileNotFoundError):
            disk = os.statvfs(scratch)
            if disk.f_bavail * disk.f_frsize < MIN_FREE_BYTES:
                raise Unanswered("the disk has no room for clamd's temporary files")

"""The conversation with the filing program: frames of a length and as many bytes. A request and its answer are one
frame of JSON each; content is as many frames as it takes and an empty one."""

import json
import socket
import struct
from collections.abc import Iterable, Iterator
from typing import Any

PIECE = 256 << 10
IDLE_SECONDS = 90.0
_LENGTH = struct.Struct("!I")


class Ended(Exception):
    """The other side is gone, in the middle of what it said perhaps."""


class Wire:
    """Every method raises Ended."""

    def __init__(self, connection: socket.socket) -> None:
        connection.settimeout(IDLE_SECONDS)
        self._connection = connection
        self._reader = connection.makefile("rb")

    def say(self, value: object) -> None:
        self.send(json.dumps(value).encode())

    def hear(self) -> dict[str, Any]:
        value = json.loads(self.receive())
        if not isinstance(value, dict):
            raise Ended("not an object")
        return value

    def pour(self, pieces: Iterable[bytes]) -> None:
        for piece in pieces:
            for start in range(0, len(piece), PIECE):
                self.send(piece[start : start + PIECE])
        self.send(b"")

    def drain(self) -> Iterator[bytes]:
        while piece := self.receive():
            yield piece

    def send(self, octets: bytes) -> None:
        try:
            self._connection.sendall(_LENGTH.pack(len(octets)) + octets)
        except OSError as error:
            raise Ended(str(error)) from error

    def receive(self) -> bytes:
        (length,) = _LENGTH.unpack(self._exactly(_LENGTH.size))
        if length > PIECE * 16:
            raise Ended("a frame without end")
        return self._exactly(length)

    def close(self) -> None:
        self._reader.close()
        self._connection.close()

    def _exactly(self, number: int) -> bytes:
        try:
            octets = self._reader.read(number)
        except OSError as error:
            raise Ended(str(error)) from error
        if len(octets) < number:
            raise Ended("the connection was closed")
        return octets

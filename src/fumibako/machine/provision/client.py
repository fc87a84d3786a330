"""The connection to the agent: one JSON object per line each way. Every daemon's `control.py` asks through it."""

import json
import socket
from collections.abc import Mapping
from typing import Any

from fumibako.machine.conf import Config

ANSWER_SECONDS = 60.0
QUICK_SECONDS = 5.0
MAX_LINE_BYTES = 4 << 20


class AgentDown(Exception):
    """The agent did not answer. The same request may succeed later."""


class AgentLate(AgentDown):
    """It has the request and has not answered in time: it may still be working on it."""


class AgentFailed(AgentDown):
    """It could not do that now, for example because of a full disk or a program that was killed."""


class AgentRefused(Exception):
    """It will never do that: the verb is not allowed, or the scope, address or path is wrong."""


def ask(config: Config, verb: str, values: Mapping[str, Any], seconds: float = ANSWER_SECONDS) -> dict[str, Any]:
    """Return the agent's answer. Raises AgentDown, AgentLate, AgentFailed, AgentRefused."""
    return _read(_answer_line(config, json.dumps({"verb": verb, **values}).encode() + b"\n", seconds))


def converse(config: Config, verb: str, values: Mapping[str, Any], seconds: float = ANSWER_SECONDS) -> socket.socket:
    """Return the connection when the agent has handed it to somebody, who says nothing before he is asked. Raises what
    `ask` does."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(seconds)
        connection.connect(str(config.agent_socket))
        connection.sendall(json.dumps({"verb": verb, **values}).encode() + b"\n")
        line = b""
        while not line.endswith(b"\n") and (piece := connection.recv(1 << 16)):
            line += piece
        _read(line)
    except BaseException as error:
        connection.close()
        if isinstance(error, OSError):
            raise AgentDown(str(error)) from error
        raise
    return connection


def _read(line: bytes) -> dict[str, Any]:
    if not line.endswith(b"\n"):
        raise AgentDown("the agent closed the connection")
    answer: dict[str, Any] = json.loads(line)
    if "failed" in answer:
        raise AgentFailed(answer["failed"])
    if "refused" in answer:
        raise AgentRefused(answer["refused"])
    return answer


def _answer_line(config: Config, request: bytes, seconds: float) -> bytes:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(seconds)
            connection.connect(str(config.agent_socket))
            connection.sendall(request)
            with connection.makefile("rb") as reader:
                try:
                    return reader.readline(MAX_LINE_BYTES)
                except TimeoutError as error:
                    raise AgentLate(f"no answer within {seconds:.0f} s") from error
    except OSError as error:
        raise AgentDown(str(error)) from error

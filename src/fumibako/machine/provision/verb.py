"""The shape of a verb: one thing that root does for a process of ours that asks (docs/adding-a-daemon.md)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from socket import socket
from threading import Lock
from typing import Any

from fumibako.machine.conf import Config
from fumibako.machine.provision.engine import Engine

Request = Mapping[str, Any]  # decoded JSON of a process that may be taken over: each verb parses what it uses
Answer = dict[str, Any]


class Refused(Exception):
    """The request is not allowed: the peer may not use this verb, or the verb does not do this."""


@dataclass(frozen=True)
class Context:
    """What verbs work on. lock: held while live files or rows change."""

    config: Config
    engine: Engine
    lock: Lock


@dataclass(frozen=True)
class Verb:
    """do: raises Refused, ValueError, KeyError or TypeError if the request is wrong, CommandFailed, OSError or
    sqlite3.Error if it cannot be done now. allowed: the processes that may ask, by their names in `config.uids`; root
    always may. The function's name is the verb's. then: what becomes of the connection after an answer that is no
    refusal; without it the connection ends. unheard: takes back what was done where nobody waited for the answer, and
    raises as `do` does."""

    do: Callable[[Context, Request], Answer]
    allowed: tuple[str, ...]
    then: Callable[[Context, Request, socket], None] | None = None
    unheard: Callable[[Context, Request, Answer], None] | None = None

    @property
    def name(self) -> str:
        return self.do.__name__

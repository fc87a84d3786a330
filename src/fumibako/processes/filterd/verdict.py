"""The verdicts a step can return."""

from dataclasses import dataclass

from fumibako.processes.filterd.message import Message
from fumibako.processes.filterd.onward import Reply


@dataclass(frozen=True)
class Pass:
    """Continue with the next step."""


@dataclass(frozen=True)
class Replace:
    """Continue with this message instead."""

    message: Message


@dataclass(frozen=True)
class Drop:
    """Deliver to nobody. `notice` is sent instead; the message is dropped only after the next hop accepted it."""

    reason: str
    notice: Message | None = None


@dataclass(frozen=True)
class TryLater:
    """Keep the message in Postfix's queue."""

    reason: str


@dataclass(frozen=True)
class Refuse:
    """Refuse permanently; Postfix bounces the message."""

    reply: Reply


Verdict = Pass | Replace | Drop | TryLater | Refuse

"""What a step may say about a mail."""

from dataclasses import dataclass

from fumibako.processes.filterd.mail import Mail
from fumibako.processes.filterd.onward import Reply


@dataclass(frozen=True)
class Pass:
    """Nothing to say: the next step."""


@dataclass(frozen=True)
class Replace:
    """The next step sees this mail instead."""

    mail: Mail


@dataclass(frozen=True)
class Drop:
    """Nobody gets the mail. `notice` goes out instead, and only when it was taken the mail is gone."""

    reason: str
    notice: Mail | None = None


@dataclass(frozen=True)
class TryLater:
    """The mail waits in Postfix's queue."""

    reason: str


@dataclass(frozen=True)
class Refuse:
    """A permanent refusal; Postfix tells the sender."""

    reply: Reply


Verdict = Pass | Replace | Drop | TryLater | Refuse

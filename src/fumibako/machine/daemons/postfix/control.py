"""Asking about Postfix's queue: mails on hold, and trying what waits. The agent asks Postfix."""

from dataclasses import dataclass

from fumibako.machine.conf import Config
from fumibako.machine.provision.client import QUICK_SECONDS, ask


@dataclass(frozen=True)
class HeldMail:
    """A mail on hold in the queue. reasons: why the filter failed at it; empty if something else put it on hold."""

    queue_id: str
    arrived_at: int
    size: int
    sender: str
    recipients: list[str]
    reasons: list[str]


@dataclass(frozen=True)
class WaitingMail:
    """A mail in the queue that is not on hold. queue: incoming, active or deferred. recipients: the first; others: how
    many more there are. reasons: why it waits, as other servers told it."""

    queue_id: str
    queue: str
    arrived_at: int
    size: int
    sender: str
    recipients: list[str]
    others: int
    reasons: list[str]


@dataclass(frozen=True)
class Waiting:
    """number: of all that were asked for, of which mails are the oldest."""

    mails: list[WaitingMail]
    number: int


@dataclass(frozen=True)
class Counted:
    """mails: how many, by the name of the queue that they are in; oldest_at: when the oldest that is not on hold
    arrived, 0 where there is none."""

    mails: dict[str, int]
    oldest_at: float


@dataclass(frozen=True)
class Queue:
    """Every method raises AgentDown, AgentFailed or AgentRefused."""

    config: Config

    def hold(self, queue_id: str) -> bool:
        """Put a mail on hold; whether it was not yet. A mail that has left the queue is no error."""
        return bool(ask(self.config, "hold_mail", {"queue_id": queue_id}, QUICK_SECONDS)["is_news"])

    def release(self, queue_id: str) -> bool:
        """Give a mail on hold back to the filter; whether it was on hold."""
        return bool(ask(self.config, "release_mail", {"queue_id": queue_id})["was_held"])

    def held(self) -> list[HeldMail]:
        return [HeldMail(**mail) for mail in ask(self.config, "held_mails", {})["mails"]]

    def waiting(self, text: str) -> Waiting:
        """Mails with that in their sender, recipients or queue id."""
        answer = ask(self.config, "waiting_mails", {"text": text})
        return Waiting([WaitingMail(**mail) for mail in answer["mails"]], answer["number"])

    def delete(self, queue_id: str) -> bool:
        """Delete a mail from the queue, on hold or not; whether it was there."""
        return bool(ask(self.config, "delete_mail", {"queue_id": queue_id})["was_there"])

    def counted(self) -> Counted:
        """How many mails wait."""
        return Counted(**ask(self.config, "queue_counts", {}))

    def flush(self) -> None:
        """Have Postfix try every waiting mail now."""
        ask(self.config, "flush_queue", {}, QUICK_SECONDS)

    def is_untouched(self) -> bool:
        """Whether the queue manager leaves new mail lying."""
        return bool(ask(self.config, "is_queue_untouched", {}, QUICK_SECONDS)["is_untouched"])

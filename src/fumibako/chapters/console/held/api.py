"""Mails on hold, for programs."""

from dataclasses import asdict

from fumibako.chapters.console.held import services
from fumibako.groundwork.programs import Facts, ProgramRequest, Text


class HeldFacts(Facts):
    """arrived_at: seconds since 1970. size: in bytes. reasons: why the filter failed; none if held by hand."""

    queue_id: str
    arrived_at: int
    size: int
    sender: str
    recipients: list[str]
    reasons: list[str]


def listed(request: ProgramRequest) -> list[HeldFacts]:
    """Mails that the filter failed at three times."""
    return [HeldFacts(**asdict(mail)) for mail in services.held_mails()]


def release(request: ProgramRequest, queue_id: Text) -> HeldFacts:
    """Give a mail back to the filter, which tries it again."""
    return HeldFacts(**asdict(services.release_mail(actor=request.caller.actor, queue_id=queue_id)))

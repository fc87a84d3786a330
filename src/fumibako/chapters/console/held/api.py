"""Mails on hold, for programs."""

from dataclasses import asdict
from typing import Any

from fumibako.chapters.console.held import services
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.rules import Values


def listed(actor: Actor, values: Values) -> list[dict[str, Any]]:
    values.end()
    return [asdict(mail) for mail in services.held_mails()]


def release(actor: Actor, values: Values, queue_id: str) -> dict[str, Any]:
    values.end()
    return asdict(services.release_mail(actor=actor, queue_id=queue_id))

"""Writing the audit log; part of the change's own transaction."""

from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.models import Entry


def record(actor: Actor, action: str, subject: str, *, customer_number: str = "", **details: object) -> None:
    """Note that actor did action ("account.add") to subject (an address, a domain, a customer number)."""
    through = {name: value for name, value in (("key", actor.key), ("account", actor.account)) if value}
    Entry.objects.create(
        actor_kind=actor.kind,
        actor=actor.name,
        remote=actor.remote,
        action=action,
        subject=subject,
        customer_number=customer_number,
        details={**details, **through},
    )

"""Who may read the figures and who is told of alarms (E7)."""

import secrets

from django.db import transaction

from fumibako.chapters.console.metrics import rules
from fumibako.chapters.console.metrics.models import Access, Thresholds
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record


def set_access(*, actor: Actor, networks: str, alarm_address: str) -> None:
    """Raises BadNetwork, TooManyNetworks, BadAlarmAddress."""
    values = {
        "networks": rules.check_networks(networks),
        "alarm_address": rules.check_alarm_address(alarm_address),
    }
    with transaction.atomic():
        Access.objects.update_or_create(pk=1, defaults=values)
        record(actor, "metrics.set_access", "metrics", **values)


def set_thresholds(
    *, actor: Actor, oldest_hours: int, queue_mails: int, failed_mails: int, free_gigabytes: int
) -> None:
    """From the next look on. Raises BadThreshold."""
    given = {
        "oldest_hours": oldest_hours,
        "queue_mails": queue_mails,
        "failed_mails": failed_mails,
        "free_gigabytes": free_gigabytes,
    }
    values = {name: rules.check_threshold(name, value) for name, value in given.items()}
    with transaction.atomic():
        Thresholds.objects.update_or_create(pk=1, defaults=values)
        told: dict[str, object] = {**values}
        record(actor, "metrics.set_thresholds", "metrics", customer_number="", **told)


def issue_token(*, actor: Actor) -> str:
    """Return the new token, which is stored hashed only; the one before it ends."""
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        Access.objects.update_or_create(pk=1, defaults={"token_hash": rules.hash_of(token)})
        record(actor, "metrics.issue_token", "metrics")
    return token

"""What administrators decide about mail that goes outside (B13)."""

from django.db import transaction

from fumibako.chapters.webmail.guard import rules
from fumibako.chapters.webmail.guard.models import SendingPolicy
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.tenancy.models import Customer


def set_sending_policy(
    *, actor: Actor, customer: Customer, is_confirmed: bool, hold_minutes: int, copy_to: str, most_domains: int
) -> None:
    """For every mail that is sent from now on. Raises BadHold, BadCopyAddress, BadNumberOfDomains."""
    values = {
        "is_confirmed": is_confirmed,
        "hold_seconds": rules.check_hold(hold_minutes) * 60,
        "copy_to": rules.check_copy_to(customer, copy_to),
        "most_domains": rules.check_domains(most_domains),
    }
    with transaction.atomic():
        SendingPolicy.objects.update_or_create(customer=customer, defaults=values)
        record(actor, "sending_policy.set", customer.number, customer_number=customer.number, **values)

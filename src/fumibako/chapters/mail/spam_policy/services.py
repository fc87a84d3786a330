"""Spam settings of a domain (B5) and of a mailbox (C6)."""

from decimal import Decimal

from django.db import transaction

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.services import lock
from fumibako.chapters.mail.spam_policy import errors
from fumibako.chapters.mail.spam_policy.models import FilterUse, SpamPolicy
from fumibako.chapters.mail.spam_policy.queries import use_of
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.publish import services as publishing
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state import Aspect, SpamTreatment


def check_threshold(threshold: Decimal) -> Decimal:
    """Raises BadThreshold."""
    if not Decimal(1) <= threshold <= Decimal(20):
        raise errors.BadThreshold
    return threshold


def set_spam_policy(*, actor: Actor, domain: Domain, is_on: bool, threshold: Decimal, treatment: str) -> None:
    """For every mail of the domain from now on. Raises BadThreshold, BadTreatment."""
    if treatment not in set(SpamTreatment):
        raise errors.BadTreatment
    values = {"is_on": is_on, "threshold": check_threshold(threshold), "treatment": treatment}
    with transaction.atomic():
        SpamPolicy.objects.update_or_create(domain=domain, defaults=values)
        details = {**values, "threshold": str(threshold)}
        record(actor, "spam_policy.set", domain.name, customer_number=domain.customer.number, **details)
        publishing.request(Aspect.DOMAIN, domain.name)


def set_filter_use(
    *, actor: Actor, mailbox: Mailbox, common_filter: bool, own_filter: bool, may_choose: bool | None = None
) -> None:
    """may_choose None: the user chooses. Raises NotYours where the administrator has set it, NoSuchAccount."""
    with transaction.atomic():
        lock(mailbox)
        use = use_of(mailbox)
        if may_choose is None and not use.may_choose:
            raise errors.NotYours
        values = {
            "common_filter": common_filter,
            "own_filter": own_filter,
            "may_choose": use.may_choose if may_choose is None else may_choose,
        }
        FilterUse.objects.update_or_create(mailbox=mailbox, defaults=values)
        record(actor, "filter_use.set", mailbox.address, customer_number=mailbox.domain.customer.number, **values)
        publishing.request(Aspect.SIEVE, mailbox.address)

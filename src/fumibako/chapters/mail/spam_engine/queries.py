"""Looking at who has the second spam engine."""

from django.db.models import QuerySet

from fumibako.chapters.contract.options.models import Effect
from fumibako.chapters.contract.options.queries import units
from fumibako.chapters.mail.spam_engine.models import SpamEngineUse
from fumibako.groundwork.tenancy.models import Customer, Domain


def accounts_max(customer: Customer) -> int:
    """For how many accounts the contract has it."""
    return units(customer, Effect.SPAM)


def chosen_of(domain: Domain) -> set[str]:
    return set(_uses(domain.customer).filter(mailbox__domain=domain).values_list("mailbox__address", flat=True))


def number_chosen(customer: Customer) -> int:
    return _uses(customer).count()


def judged_by_second(domain: Domain) -> tuple[str, ...]:
    """The addresses for which it judges now: those chosen first, where the contract has it for fewer than chosen."""
    most = accounts_max(domain.customer)
    found = _uses(domain.customer).order_by("pk").values_list("mailbox__address", "mailbox__domain_id")[:most]
    return tuple(sorted(address for address, of in found if of == domain.pk))


def _uses(customer: Customer) -> QuerySet[SpamEngineUse]:
    return SpamEngineUse.objects.filter(mailbox__domain__customer=customer)

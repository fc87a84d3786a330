"""Looking at aliases, and at which accounts receive the mail of an address."""

from collections.abc import Iterable

from django.db.models import QuerySet

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.aliases.models import Alias
from fumibako.groundwork.tenancy.models import Customer, Domain


def aliases_of(customer: Customer) -> QuerySet[Alias]:
    return Alias.objects.filter(domain__customer=customer).order_by("address")


def targets_of(address: str) -> tuple[str, ...]:
    """The accounts behind an address without a mailbox: an alias, or an address in an alias domain."""
    local_part, _, name = address.partition("@")
    if domain := Domain.objects.filter(name=name, alias_of__isnull=False).select_related("alias_of").first():
        main = f"{local_part}@{domain.alias_of.name}" if domain.alias_of else ""
        return (main,) if Mailbox.objects.filter(address=main).exists() else _existing_targets(main)
    return _existing_targets(address)


def spellings(address: str, alias_domains: Iterable[str]) -> list[str]:
    """The same local part in every alias domain."""
    local_part = address.partition("@")[0]
    return [f"{local_part}@{name}" for name in alias_domains]


def _existing_targets(address: str) -> tuple[str, ...]:
    alias = Alias.objects.filter(address=address).first()
    if alias is None:
        return ()
    there = set(Mailbox.objects.filter(address__in=alias.targets).values_list("address", flat=True))
    return tuple(target for target in alias.targets if target in there)

"""What administrators do to aliases (B13)."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction

from fumibako.chapters.mail.accounts.errors import AddressTaken
from fumibako.chapters.mail.accounts.rules import check_display_name, check_free, check_local_part
from fumibako.chapters.mail.aliases import rules
from fumibako.chapters.mail.aliases.models import Alias
from fumibako.chapters.mail.aliases.queries import spellings
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.publish import services as publishing
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state import Aspect


def add_alias(*, actor: Actor, domain: Domain, local_part: str, targets: Iterable[str], note: str = "") -> Alias:
    """Raises UnreadableAddress, OtherDomain, ReservedName, AddressTaken, NotAnAccount, NoTargets,
    TooManyTargets, BadDisplayName."""
    local_part = check_local_part(local_part, domain.name)
    address = f"{local_part}@{domain.name}"
    with transaction.atomic():
        check_free(address)
        try:
            alias = Alias.objects.create(
                domain=domain,
                local_part=local_part,
                address=address,
                targets=_checked(domain, targets),
                note=check_display_name(note),
            )
        except IntegrityError as error:
            raise AddressTaken(address=address) from error
        _changed(actor, "alias.add", alias)
    return alias


def change_alias(*, actor: Actor, alias: Alias, targets: Iterable[str], note: str = "") -> None:
    """Raises UnreadableAddress, NotAnAccount, NoTargets, TooManyTargets, BadDisplayName."""
    with transaction.atomic():
        alias.targets, alias.note = _checked(alias.domain, targets), check_display_name(note)
        alias.save(update_fields=["targets", "note"])
        _changed(actor, "alias.change", alias)


def delete_alias(*, actor: Actor, alias: Alias) -> None:
    """From now on mail to it is refused."""
    with transaction.atomic():
        _changed(actor, "alias.delete", alias)
        alias.delete()


def _checked(domain: Domain, targets: Iterable[str]) -> list[str]:
    checked = list(dict.fromkeys(rules.check_target(domain, target) for target in targets))
    rules.check_number(checked)
    return checked


def _changed(actor: Actor, action: str, alias: Alias) -> None:
    record(actor, action, alias.address, customer_number=alias.domain.customer.number, targets=alias.targets)
    elsewhere = spellings(alias.address, alias.domain.aliases.values_list("name", flat=True))
    publishing.request(Aspect.ALIAS, alias.address, *elsewhere)

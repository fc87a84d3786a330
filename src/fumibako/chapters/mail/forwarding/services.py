"""Setting a mailbox's forwarding (C3)."""

from collections.abc import Iterable

from django.db import transaction

from fumibako.chapters.mail.accounts.errors import UnreadableAddress
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.forwarding import errors
from fumibako.chapters.mail.forwarding.models import Forwarding
from fumibako.chapters.mail.forwarding.queries import missing_targets, way_back
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.publish import services as publishing
from fumibako.machine.formats.addresses import BadAddress, parse_foreign_address
from fumibako.machine.state import MOST_TARGETS, Aspect


def set_forwarding(
    *, actor: Actor, mailbox: Mailbox, targets: Iterable[str], keeps_copy: bool, is_on: bool
) -> Forwarding:
    """Replace the forwarding. Raises UnreadableAddress, TooManyTargets, NoTarget, NoSuchTarget, LoopDetected."""
    parsed = _parsed(targets)
    if is_on and not parsed:
        raise errors.NoTarget
    for target in missing_targets(mailbox, parsed) if is_on else ():
        raise errors.NoSuchTarget(target=target)
    for target in parsed if is_on else ():
        if way := way_back(mailbox.address, target):
            raise errors.LoopDetected(target=target, way=" → ".join((mailbox.address, *way)))
    with transaction.atomic():
        forwarding, _ = Forwarding.objects.update_or_create(
            mailbox=mailbox, defaults={"targets": parsed, "keeps_copy": keeps_copy, "is_on": is_on}
        )
        record(
            actor,
            "forwarding.set",
            mailbox.address,
            customer_number=mailbox.domain.customer.number,
            targets=parsed,
            keeps_copy=keeps_copy,
            is_on=is_on,
        )
        publishing.request(Aspect.SIEVE, mailbox.address)
    return forwarding


def _parsed(targets: Iterable[str]) -> list[str]:
    """The addresses in the order given, each once."""
    parsed: dict[str, str] = {}
    for text in targets:
        try:
            address = parse_foreign_address(text)
        except BadAddress as error:
            raise UnreadableAddress(error, "targets") from error
        parsed.setdefault(address.lower(), address)
    if len(parsed) > MOST_TARGETS:
        raise errors.TooManyTargets(most=MOST_TARGETS)
    return list(parsed.values())

"""Setting a mailbox's forwarding (C3)."""

from collections.abc import Iterable

from django.db import transaction

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.services import lock
from fumibako.chapters.mail.forwarding import rules
from fumibako.chapters.mail.forwarding.models import Forwarding
from fumibako.groundwork.advisory_lock import take_advisory_lock
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.publish import services as publishing
from fumibako.machine.state import Aspect

_FORWARDING = 0xC3


def set_forwarding(
    *, actor: Actor, mailbox: Mailbox, targets: Iterable[str], keeps_copy: bool, is_on: bool
) -> Forwarding:
    """Replace the forwarding; a target given twice is one.

    Raises UnreadableAddress, TooManyTargets, NoTarget, NoSuchTarget, LoopDetected, NoSuchAccount.
    """
    with transaction.atomic():
        lock(mailbox)
        take_advisory_lock(_FORWARDING)  # a loop may lead over several customers
        each: dict[str, str] = {}
        for text in targets:
            target = rules.check_target(mailbox, text, is_on=is_on)
            each.setdefault(target.lower(), target)
        rules.check_number(len(each), is_on=is_on)
        parsed = list(each.values())
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

"""What administrators do to shared mailboxes (B16)."""

from django.db import transaction

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.queries import account
from fumibako.chapters.mail.accounts.rules import check_may_change
from fumibako.chapters.mail.accounts.services import add_account, lock
from fumibako.chapters.mail.shared import rules
from fumibako.chapters.mail.shared.models import Share
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.publish import services as publishing
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state import Aspect


def add_shared_mailbox(
    *, actor: Actor, domain: Domain, local_part: str, display_name: str, members: rules.Members
) -> Mailbox:
    """An account that is there is shared as it is; else one is added, whose password nobody knows. Raises what
    add_account and check_members raise, and AnotherAdministrator."""
    there = account(f"{local_part.strip().lower()}@{domain.name}")
    with transaction.atomic():
        if there is None:
            new = add_account(actor=actor, domain=domain, local_part=local_part, display_name=display_name)
            there = new.mailbox
        check_may_change(actor, there)
        set_members(actor=actor, mailbox=there, members=members)
    return there


def set_members(*, actor: Actor, mailbox: Mailbox, members: rules.Members) -> None:
    """Raises what check_members raises, and NoSuchAccount."""
    with transaction.atomic():
        lock(mailbox)
        found = rules.check_members(mailbox.domain, mailbox.address, members)
        Share.objects.filter(mailbox=mailbox).exclude(member__in=found).delete()
        for member, right in found.items():
            Share.objects.update_or_create(mailbox=mailbox, member=member, defaults={"right": right.value})
        rights = {member.address: right.value for member, right in found.items()}
        number = mailbox.domain.customer.number
        record(actor, "shared.set", mailbox.address, customer_number=number, members=rights)
        publishing.request(Aspect.ACCOUNT, mailbox.address)


def stop_sharing(*, actor: Actor, mailbox: Mailbox) -> None:
    """The account and its mail stay."""
    with transaction.atomic():
        Share.objects.filter(mailbox=mailbox).delete()
        record(actor, "shared.stop", mailbox.address, customer_number=mailbox.domain.customer.number)
        publishing.request(Aspect.ACCOUNT, mailbox.address)

"""Looking at shared mailboxes, always through their customer or a member."""

from collections.abc import Sequence

from django.db.models import QuerySet

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.queries import accounts
from fumibako.chapters.mail.shared.models import Share
from fumibako.groundwork.tenancy.models import Customer
from fumibako.machine.state.mail.shared import Right


def shared() -> QuerySet[Mailbox]:
    """Everybody's, to be narrowed."""
    return accounts().filter(shares__isnull=False).distinct().order_by("address")


def shared_of(customer: Customer) -> QuerySet[Mailbox]:
    return shared().filter(domain__customer=customer).prefetch_related("shares__member")


def members_of(mailbox: Mailbox) -> dict[Right, list[str]]:
    """Addresses by right."""
    found = Share.objects.filter(mailbox=mailbox).select_related("member").order_by("member__address")
    return {right: [share.member.address for share in found if share.right == right] for right in Right}


def read_by(member: Mailbox) -> Sequence[str]:
    """Addresses of the shared mailboxes that the account sees."""
    found = Share.objects.filter(member=member).order_by("mailbox__address")
    return list(found.values_list("mailbox__address", flat=True))


def may_send_as(mailbox: Mailbox) -> Sequence[Mailbox]:
    """The shared mailboxes in whose name the account may send."""
    shares = Share.objects.filter(member=mailbox, right__in=(Right.ANSWER, Right.MANAGE))
    return [share.mailbox for share in shares.select_related("mailbox").order_by("mailbox__address")]

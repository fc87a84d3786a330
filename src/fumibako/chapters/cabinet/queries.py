"""Looking at the cabinet (E5)."""

from datetime import datetime

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from fumibako.chapters.cabinet import errors
from fumibako.chapters.cabinet.models import Access, FileRequest, Link, Policy, Seat, StoredFile
from fumibako.chapters.cabinet.rules import BYTES_PER_SEAT
from fumibako.chapters.contract.options.models import Effect
from fumibako.chapters.contract.options.queries import units
from fumibako.chapters.identity.logins.sessions import is_open
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.tenancy.models import Customer, Domain


def policy_of(customer: Customer) -> Policy:
    return Policy.objects.filter(customer=customer).first() or Policy(customer=customer)


def seats_max(customer: Customer) -> int:
    """For how many accounts the contract has it."""
    return units(customer, Effect.CABINET)


def seats_of(customer: Customer) -> QuerySet[Seat]:
    return Seat.objects.filter(mailbox__domain__customer=customer).order_by("pk")


def seated_in(domain: Domain) -> set[str]:
    return set(seats_of(domain.customer).filter(mailbox__domain=domain).values_list("mailbox__address", flat=True))


def has_seat(mailbox: Mailbox) -> bool:
    """Those chosen first, where the contract has it for fewer than chosen."""
    customer = mailbox.domain.customer
    return mailbox.pk in set(seats_of(customer).values_list("mailbox_id", flat=True)[: seats_max(customer)])


def check_use(mailbox: Mailbox) -> Policy:
    """Whether its user may use the cabinet now. Raises NotInContract, CabinetClosed, NoSeat."""
    customer = mailbox.domain.customer
    if not seats_max(customer):
        raise errors.NotInContract
    policy = policy_of(customer)
    if not policy.is_open:
        raise errors.CabinetClosed
    if not has_seat(mailbox):
        raise errors.NoSeat
    return policy


def check_requests(mailbox: Mailbox) -> Policy:
    """The same, and whether outsiders may send files. Raises RequestsClosed too."""
    policy = check_use(mailbox)
    if not policy.takes_files:
        raise errors.RequestsClosed
    return policy


def disk_of(customer: Customer) -> int:
    """The cabinet's disk, in bytes: each account that the contract has it for brings its share."""
    return seats_max(customer) * BYTES_PER_SEAT


def used_bytes(customer: Customer) -> int:
    """What has really come, of whole files and others."""
    found = StoredFile.objects.filter(mailbox__domain__customer=customer)
    return int(found.aggregate(sum=Sum("received"))["sum"] or 0)


def left_bytes(customer: Customer) -> int:
    return disk_of(customer) - used_bytes(customer)


def files_of(mailbox: Mailbox, now: datetime | None = None) -> QuerySet[StoredFile]:
    """The newest first."""
    found = mailbox.cabinet_files.filter(expires_at__gt=now or timezone.now())
    return found.select_related("request").order_by("-pk")


def links_of(mailbox: Mailbox) -> QuerySet[Link]:
    return mailbox.cabinet_links.prefetch_related("linked__file").order_by("-pk")


def requests_of(mailbox: Mailbox) -> QuerySet[FileRequest]:
    return mailbox.cabinet_requests.order_by("-pk")


def alive() -> Q:
    """Of links and requests: neither ended nor expired."""
    return Q(ended_at=None, expires_at__gt=timezone.now())


def accesses_of(customer: Customer) -> QuerySet[Access]:
    """The newest first."""
    found = Access.objects.filter(mailbox__domain__customer=customer)
    return found.select_related("mailbox").order_by("-pk")


def check_reachable(mailbox: Mailbox) -> Policy:
    """Whether what the user has given out works now: not while account or customer are suspended, the option has ended,
    or the administrator has closed the cabinet. Raises LinkAway."""
    try:
        policy = check_use(mailbox)
    except Refused as refusal:
        raise errors.LinkAway from refusal
    if not is_open(mailbox.login):
        raise errors.LinkAway
    return policy

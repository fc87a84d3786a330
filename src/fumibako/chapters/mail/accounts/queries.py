"""Looking at accounts, always through their domain or customer."""

from django.db.models import Q, QuerySet

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.groundwork.tenancy.models import Customer, Domain

SORTS = ("address", "display_name", "quota_bytes", "created_at")


def accounts_of(domain: Domain, *, search: str = "", sort: str = "address", status: str = "") -> QuerySet[Mailbox]:
    """sort: one of SORTS, "-" before it for the other way round; status: "", "open" or "suspended"."""
    accounts = Mailbox.objects.filter(domain=domain)
    for word in search.split()[:5]:
        accounts = accounts.filter(Q(address__icontains=word) | Q(display_name__icontains=word))
    if status in ("open", "suspended"):
        accounts = accounts.filter(is_suspended=status == "suspended")
    if sort.removeprefix("-") not in SORTS:
        sort = "address"
    return accounts.order_by(sort, "address")


def accounts_used(customer: Customer) -> int:
    return Mailbox.objects.filter(domain__customer=customer).count()


def account(address: str) -> Mailbox | None:
    return Mailbox.objects.select_related("domain__customer").filter(address=address).first()

"""Looking at accounts, always through their domain or customer."""

from django.db.models import Q, QuerySet

from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.aliases.models import Alias
from fumibako.chapters.mail.shared.models import Share
from fumibako.groundwork.audit.actor import Actor, Kind
from fumibako.groundwork.searching import contains
from fumibako.groundwork.tenancy.models import Customer, Domain
from fumibako.groundwork.tenancy.roles import Role, common
from fumibako.machine.formats.addresses import part_as_stored

# By what a person chooses to the column that an index has in this order already, where there is one.
_COLUMNS = {"address": "local_part", "display_name": "display_name", "quota_bytes": "quota_bytes", "created_at": "pk"}
SORTS = tuple(_COLUMNS)
STATUSES = ("", "open", "suspended", "forwarding")


def accounts_of(domain: Domain, *, search: str = "", sort: str = "address", status: str = "") -> QuerySet[Mailbox]:
    """search: words, each in the name or in the address; the domain is everybody's, so that it counts only in words
    with an "@". sort: one of SORTS, "-" before it for the other way round; status: one of STATUSES."""
    accounts = Mailbox.objects.select_related("login", "forwarding").filter(domain=domain)
    for word in search.split()[:5]:
        part = part_as_stored(word)
        in_address = Q(address__icontains=part) if "@" in part else Q(local_part__icontains=part)
        accounts = accounts.filter(in_address | contains("display_name", word))
    if status in ("open", "suspended"):
        accounts = accounts.filter(login__is_suspended=status == "suspended")
    if status == "forwarding":
        accounts = accounts.filter(forwarding__is_on=True)
    column = _COLUMNS.get(sort.removeprefix("-"), "local_part")
    return accounts.order_by(f"-{column}" if sort.startswith("-") else column, "local_part")


def accounts_used(customer: Customer) -> int:
    return Mailbox.objects.filter(domain__customer=customer).count()


def administrators_of(customer: Customer) -> QuerySet[Mailbox]:
    """The accounts administrator@ of its domains."""
    return accounts().filter(domain__customer=customer, is_administrator=True).order_by("pk")


def administrator_of(domain_name: str) -> Mailbox | None:
    """The domain's own, or the customer's first where the domain came later."""
    of_customer = Mailbox.objects.filter(domain__customer__domains__name=domain_name, is_administrator=True)
    return of_customer.filter(domain__name=domain_name).first() or of_customer.order_by("pk").first()


def alias_addresses_of(mailbox: Mailbox) -> list[str]:
    """What depends on the account: its spellings in alias domains, and the aliases whose mail it receives."""
    spellings = [f"{mailbox.local_part}@{name}" for name in mailbox.domain.aliases.values_list("name", flat=True)]
    of_customer = Alias.objects.filter(domain__customer=mailbox.domain.customer_id)
    return spellings + [alias.address for alias in of_customer if mailbox.address in alias.targets]


def shared_with(address: str) -> list[str]:
    """The mailboxes that the account reads besides its own."""
    found = Share.objects.filter(member__address=address).order_by("mailbox__address")
    return list(found.values_list("mailbox__address", flat=True))


def accounts() -> QuerySet[Mailbox]:
    """With everything that belongs to each, at the cost of one query."""
    return Mailbox.objects.select_related("domain__customer", "login")


def account(address: str) -> Mailbox | None:
    return accounts().filter(address=address).first()


def role_of(actor: Actor) -> Role:
    """What the actor may do to a customer's accounts now. Whoever is none of the customer's people may do
    everything."""
    if actor.kind not in (Kind.USER, Kind.ADMINISTRATOR):
        return Role.EVERYTHING
    mailbox = account(actor.name)
    of_key = Role(actor.role) if actor.role else Role.EVERYTHING
    return common(Role(mailbox.role), of_key) if mailbox else Role.NONE


def mailbox_of(login: Login) -> Mailbox | None:
    """The mailbox that a member's login is for."""
    return accounts().filter(login=login).first()

"""Looking into address books: always one person's own, their customer's, and whom they wrote to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Count, Model, Q, QuerySet

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.webmail.contacts.models import Colleague, CompanyContact, Contact, Correspondent
from fumibako.chapters.webmail.recipients import shown
from fumibako.groundwork.searching import contains
from fumibako.groundwork.tenancy.models import Customer
from fumibako.machine.formats.mime import Person
from fumibako.machine.formats.vcard import Card

Row = TypeVar("Row", bound=Model)
MAX_OFFERED = 10
_LOOKED_AT = 60
_TEXTS = ("name", "reading", "company", "department", "addresses", "group")


@dataclass(frozen=True)
class Known:
    """Somebody in the company's address book. account: its address, "" for an outside one, whose key is the row's."""

    card: Card
    account: str = ""
    key: int = 0
    is_hidden: bool = False

    @property
    def typed(self) -> str:
        """As a recipient is typed."""
        return shown([Person(self.card.name, address) for address in self.card.addresses[:1]])


def contacts_of(mailbox: Mailbox, search: str = "") -> QuerySet[Contact]:
    return _searched(Contact.objects.filter(mailbox=mailbox), search).order_by("reading", "name", "pk")


def groups_of(mailbox: Mailbox) -> list[tuple[str, int]]:
    """With how many of them have a mail address."""
    found = Contact.objects.filter(mailbox=mailbox).exclude(group="").exclude(addresses="")
    return [*found.values_list("group").annotate(Count("pk")).order_by("group")]


def in_group(mailbox: Mailbox, group: str) -> QuerySet[Contact]:
    """Those of it that mail can be written to."""
    return contacts_of(mailbox).filter(group=group).exclude(addresses="").exclude(group="")


def contact_of(mailbox: Mailbox, address: str) -> Contact | None:
    """The one of that address, one with a picture first."""
    found = Contact.objects.filter(mailbox=mailbox, addresses__icontains=address)[:20]
    same = [row for row in found if address.lower() in row.addresses.lower().split()]
    return max(same, key=lambda row: "PHOTO" in row.written, default=None)


def company_contacts_of(customer: Customer, search: str = "") -> QuerySet[CompanyContact]:
    return _searched(CompanyContact.objects.filter(customer=customer), search).order_by("reading", "name", "pk")


def company_book(customer: Customer, search: str = "", *, with_hidden: bool = False) -> list[Known]:
    """Accounts by department, then outside addresses. Suspended accounts are nobody's to write to."""
    inside = [_known(mailbox) for mailbox in _accounts(customer, search)]
    inside = [known for known in inside if with_hidden or not known.is_hidden]
    inside.sort(key=lambda known: (not known.card.department, known.card.department, *_order(known)))
    outside = [Known(row.card(), key=row.pk) for row in company_contacts_of(customer, search)]
    return [*inside, *outside]


def colleague_of(mailbox: Mailbox) -> Colleague:
    """Saved or not."""
    return Colleague.objects.filter(mailbox=mailbox).first() or Colleague(mailbox=mailbox)


def offered(mailbox: Mailbox, search: str) -> list[Person]:
    """Whom a beginning may mean: those written to most, then everybody in both books."""
    if not search.strip():
        return []
    written = _searched(Correspondent.objects.filter(mailbox=mailbox), search, ("name", "address"))
    people = [(-row.times, Person(row.name, row.address)) for row in written.order_by("-times")[:_LOOKED_AT]]
    cards = [row.card() for row in contacts_of(mailbox, search)[:_LOOKED_AT]]
    cards += [known.card for known in company_book(mailbox.domain.customer, search)[:_LOOKED_AT]]
    people += [(0, Person(card.name, address)) for card in cards for address in card.addresses]
    return _each_once(people)


def _each_once(people: Iterable[tuple[int, Person]]) -> list[Person]:
    """By how often; a name of the books before one that was typed once."""
    found: dict[str, tuple[int, Person]] = {}
    for times, person in people:
        before, known = found.get(person.address.lower(), (times, person))
        found[person.address.lower()] = (min(before, times), person if person.name else known)
    return [person for _, person in sorted(found.values(), key=lambda each: each[0])][:MAX_OFFERED]


def _accounts(customer: Customer, search: str) -> QuerySet[Mailbox]:
    of_customer = Mailbox.objects.filter(domain__customer=customer, login__is_suspended=False)
    fields = ("display_name", "address", "colleague__reading", "colleague__department", "colleague__title")
    return _searched(of_customer, search, fields).select_related("colleague").order_by("address")


def _known(mailbox: Mailbox) -> Known:
    said = getattr(mailbox, "colleague", None) or Colleague()
    card = Card(
        name=mailbox.display_name,
        reading=said.reading,
        department=said.department,
        title=said.title,
        addresses=(mailbox.address,),
        phones=tuple(said.phones.split("\n")) if said.phones else (),
    )
    return Known(card, mailbox.address, is_hidden=said.is_hidden)


def _order(known: Known) -> Iterator[str]:
    yield known.card.reading or known.card.name or known.account
    yield known.account


def _searched(rows: QuerySet[Row], search: str, fields: Iterable[str] = _TEXTS) -> QuerySet[Row]:
    """Every word in any of the fields."""
    for word in search.split()[:5]:
        found = Q()
        for field in fields:
            found |= contains(field, word[:100])
        rows = rows.filter(found)
    return rows

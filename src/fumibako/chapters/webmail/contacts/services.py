"""What people do to their own address book, and administrators to their company's (C12)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F, Sum
from django.db.models.functions import Length
from django.utils import timezone

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.webmail.contacts import rules, sheet
from fumibako.chapters.webmail.contacts.dav_books import as_kept, without_pictures
from fumibako.chapters.webmail.contacts.errors import BookTooLarge, NoCard
from fumibako.chapters.webmail.contacts.models import Colleague, CompanyContact, Contact, Correspondent, new_uid
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.tenancy.models import Customer
from fumibako.machine.formats.mime import Person
from fumibako.machine.formats.vcard import Card

MAX_REMEMBERED = 1000
MAX_WRITTEN = 100_000  # of a telephone's card, its picture with it
MAX_BOOK = 30_000_000  # of all that telephones wrote into a book: it is read whole
WRITTEN = (*rules.LONGEST, "note", "addresses", "phones", "changed_at")
SAID = ("reading", "department", "title", "phones")
Row = TypeVar("Row", Contact, CompanyContact)


@dataclass(frozen=True)
class Imported:
    """refused: the lines that were left out, and why."""

    added: int
    changed: int
    refused: tuple[tuple[int, Refused], ...]


def add_contact(*, mailbox: Mailbox, card: Card) -> Contact:
    """Raises what check_card raises, BookFull."""
    rules.check_limit(Contact.objects.filter(mailbox=mailbox).count() + 1)
    return Contact.objects.create(mailbox=mailbox, **_columns(rules.check_card(card)))


def put_card(*, mailbox: Mailbox, uid: str, octets: bytes) -> tuple[Contact, bool]:
    """A telephone's card, and whether it is new. Raises NoCard, BookFull, BookTooLarge."""
    kept = octets if len(octets) <= MAX_WRITTEN else without_pictures(octets)
    card = as_kept(kept, uid)
    if card is None or len(kept) > MAX_WRITTEN:
        raise NoCard
    values = {**_columns(card), "uid": uid, "written": _storable(kept)}
    with transaction.atomic():
        others = Contact.objects.filter(mailbox=mailbox).exclude(uid=uid)
        if (others.aggregate(octets=Sum(Length("written")))["octets"] or 0) + len(kept) > MAX_BOOK:
            raise BookTooLarge(max_mb=MAX_BOOK // 1_000_000)
        row = Contact.objects.filter(mailbox=mailbox, uid=uid).first()
        if row is None:
            rules.check_limit(Contact.objects.filter(mailbox=mailbox).count() + 1)
            return Contact.objects.create(mailbox=mailbox, **values), True
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        return row, False


def change_contact(*, contact: Contact, card: Card) -> None:
    """Raises what check_card raises."""
    _write(contact, rules.check_card(card))


def delete_contacts(*, mailbox: Mailbox, keys: Sequence[int]) -> int:
    """Return how many."""
    return Contact.objects.filter(mailbox=mailbox, pk__in=keys).delete()[0]


def import_contacts(*, mailbox: Mailbox, content: bytes) -> Imported:
    """Whoever has the same address, or without one the same name, is changed. Raises UnreadableBook, BookFull."""
    lines = sheet.read(content)
    there = {_same(row.card()): row for row in Contact.objects.filter(mailbox=mailbox)}
    cards = [line.card for line in lines if line.card]
    rules.check_limit(len({*there, *map(_same, cards)}))
    added, changed = _merged(cards, there, lambda card: Contact(mailbox=mailbox, **_columns(card)))
    with transaction.atomic():
        Contact.objects.bulk_create(added)
        Contact.objects.bulk_update(changed, WRITTEN)
    return Imported(len(added), len(cards) - len(added), _refused(lines))


def remember(*, mailbox: Mailbox, people: Iterable[Person], at: datetime) -> None:
    """Whom a mail went to."""
    for person in people:
        address = person.address.lower()
        written, is_new = Correspondent.objects.get_or_create(
            mailbox=mailbox, address=address, defaults={"name": person.name[:200], "used_at": at}
        )
        if not is_new:
            named = {"name": person.name[:200]} if person.name else {}
            Correspondent.objects.filter(pk=written.pk).update(times=F("times") + 1, used_at=at, **named)
    kept = Correspondent.objects.filter(mailbox=mailbox).order_by("-used_at").values_list("pk", flat=True)
    oldest = list(kept[MAX_REMEMBERED:])
    Correspondent.objects.filter(pk__in=oldest).delete()


def add_company_contact(*, actor: Actor, customer: Customer, card: Card) -> CompanyContact:
    """Raises what check_card raises, OutsideAddressNeeded, AccountOfOurs, BookFull."""
    card = rules.check_card(card)
    rules.check_outside(customer, card.addresses)
    with transaction.atomic():
        rules.check_limit(CompanyContact.objects.filter(customer=customer).count() + 1)
        contact = CompanyContact.objects.create(customer=customer, **_columns(card))
        record(actor, "address_book.add", card.addresses[0], customer_number=customer.number, name=card.name)
    return contact


def change_company_contact(*, actor: Actor, contact: CompanyContact, card: Card) -> None:
    """Raises what check_card raises, OutsideAddressNeeded, AccountOfOurs."""
    card = rules.check_card(card)
    rules.check_outside(contact.customer, card.addresses)
    with transaction.atomic():
        _write(contact, card)
        number = contact.customer.number
        record(actor, "address_book.change", card.addresses[0], customer_number=number, name=card.name)


def delete_company_contact(*, actor: Actor, contact: CompanyContact) -> None:
    with transaction.atomic():
        number, address = contact.customer.number, contact.card().addresses[0]
        record(actor, "address_book.delete", address, customer_number=number, name=contact.name)
        contact.delete()


def describe_account(*, actor: Actor, mailbox: Mailbox, card: Card, is_hidden: bool) -> None:
    """What the company's address book says about an account. Raises what check_card raises."""
    card = rules.check_card(card)
    with transaction.atomic():
        _describe(mailbox, card, is_hidden=is_hidden)
        details: dict[str, Any] = {"department": card.department, "hidden": is_hidden}
        number = mailbox.domain.customer.number
        record(actor, "address_book.describe", mailbox.address, customer_number=number, **details)


def import_company_book(*, actor: Actor, customer: Customer, content: bytes) -> Imported:
    """Lines of accounts say their department and so on; the others are outside addresses. Raises UnreadableBook,
    BookFull."""
    lines = sheet.read(content)
    accounts = {row.address: row for row in Mailbox.objects.filter(domain__customer=customer)}
    there = {_same(row.card()): row for row in CompanyContact.objects.filter(customer=customer)}
    cards = [line.card for line in lines if line.card and line.card.addresses]
    outside = [card for card in cards if card.addresses[0].lower() not in accounts]
    rules.check_limit(len({*there, *map(_same, outside)}))
    created, changed = _merged(outside, there, lambda card: CompanyContact(customer=customer, **_columns(card)))
    described = {card.addresses[0].lower(): card for card in cards if card.addresses[0].lower() in accounts}
    colleagues = [Colleague(mailbox=accounts[address], **_said(card)) for address, card in described.items()]
    added = len(created)
    with transaction.atomic():
        CompanyContact.objects.bulk_create(created)
        CompanyContact.objects.bulk_update(changed, WRITTEN)
        Colleague.objects.bulk_create(
            colleagues, update_conflicts=True, unique_fields=["mailbox"], update_fields=[*SAID]
        )
        record(actor, "address_book.import", customer.number, customer_number=customer.number, lines=len(cards))
    return Imported(added, len(cards) - added, _refused(lines))


def _describe(mailbox: Mailbox, card: Card, *, is_hidden: bool | None = None) -> None:
    """is_hidden None: as it is."""
    hidden = {} if is_hidden is None else {"is_hidden": is_hidden}
    Colleague.objects.update_or_create(mailbox=mailbox, defaults={**_said(card), **hidden})


def _said(card: Card) -> dict[str, str]:
    return dict(zip(SAID, (card.reading, card.department, card.title, "\n".join(card.phones)), strict=True))


def _merged(
    cards: Iterable[Card], there: dict[tuple[str, ...], Row], new: Callable[[Card], Row]
) -> tuple[list[Row], list[Row]]:
    """Those to add and those to change: written in a few statements, as nobody else writes meanwhile."""
    added: list[Row] = []
    changed: dict[tuple[str, ...], Row] = {}
    rows = dict(there)
    for card in cards:
        key = _same(card)
        if row := rows.get(key):
            _fill(row, _completed(card, row.card()))
            if row.pk:
                changed[key] = row
        else:
            rows[key] = new(card)
            added.append(rows[key])
    return added, list(changed.values())


def _refused(lines: Iterable[sheet.Line]) -> tuple[tuple[int, Refused], ...]:
    return tuple((line.place, line.refusal) for line in lines if line.refusal)


def _same(card: Card) -> tuple[str, ...]:
    """What makes a card the same one."""
    return (card.addresses[0].lower(),) if card.addresses else (card.name, card.company)


def _completed(card: Card, before: Card) -> Card:
    """What a file leaves empty stays as it was."""
    fields = {name: getattr(card, name) or getattr(before, name) for name in (*rules.LONGEST, "note")}
    return Card(**fields, addresses=card.addresses or before.addresses, phones=card.phones or before.phones)


def _columns(card: Card) -> dict[str, str]:
    texts = {name: getattr(card, name) for name in (*rules.LONGEST, "note")}
    lines = {"addresses": "\n".join(card.addresses), "phones": "\n".join(card.phones)}
    return {**texts, **lines, "uid": new_uid()}


def _storable(octets: bytes) -> str:
    """Without what neither XML nor a database has."""
    text = octets.decode("utf-8", "replace")
    return "".join(sign for sign in text if sign in "\t\r\n" or (sign >= " " and sign not in "\x7f\ufffe\uffff"))


def _write(row: Contact | CompanyContact, card: Card) -> None:
    _fill(row, card)
    row.save()


def _fill(row: Contact | CompanyContact, card: Card) -> None:
    """Its uid stays: telephones know it by that."""
    row.changed_at = timezone.now()
    for name, value in (_columns(card) | {"uid": row.uid}).items():
        setattr(row, name, value)

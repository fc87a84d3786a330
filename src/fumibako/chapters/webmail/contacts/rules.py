"""What may stand in an address book (C12), rule by rule."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.webmail.contacts import errors
from fumibako.groundwork.names import is_name
from fumibako.groundwork.tenancy.models import Customer
from fumibako.machine.formats.addresses import BadAddress, parse_foreign_address
from fumibako.machine.formats.vcard import Card
from fumibako.machine.formats.visible import is_visible
from fumibako.machine.formats.widths import half_width

MAX_CONTACTS = 5000
MAX_LINES = 5
LONGEST = {"name": 100, "reading": 100, "company": 100, "department": 100, "title": 100, "group": 50}
LONGEST_NOTE = 1000
_PHONE = re.compile(r"(?=[^0-9]*[0-9])[0-9+()\-. #*,;A-Za-z内線代表直通携帯]{2,40}")


def check_text(field: str, text: str) -> str:
    """Raises UnreadableText."""
    text = " ".join(text.split())
    if not is_name(text, most=LONGEST[field]):
        raise errors.UnreadableText(field, most=LONGEST[field])
    return text


def check_note(text: str) -> str:
    """Raises NoteTooLong."""
    text = "\n".join(line.rstrip() for line in text.splitlines()).strip()
    if len(text) > LONGEST_NOTE:
        raise errors.NoteTooLong(most=LONGEST_NOTE)
    return "".join(sign for sign in text if sign == "\n" or is_visible(sign))


def check_addresses(lines: Sequence[str]) -> tuple[str, ...]:
    """Raises NoMailAddress, TooManyLines."""
    found = []
    for line in lines:
        try:
            found.append(parse_foreign_address(line))
        except BadAddress as error:
            raise errors.NoMailAddress(typed=line[:100]) from error
    if len(found) > MAX_LINES:
        raise errors.TooManyLines("addresses", most=MAX_LINES)
    return tuple(dict.fromkeys(found))


def check_phones(lines: Sequence[str]) -> tuple[str, ...]:
    """Raises NoPhoneNumber, TooManyLines."""
    found = [half_width(line).strip() for line in lines]
    for typed in found:
        if not _PHONE.fullmatch(typed):
            raise errors.NoPhoneNumber(typed=typed[:100])
    if len(found) > MAX_LINES:
        raise errors.TooManyLines("phones", most=MAX_LINES)
    return tuple(dict.fromkeys(found))


def check_somebody(name: str, company: str, addresses: Sequence[str]) -> None:
    """Raises NobodyNamed."""
    if not (name or company or addresses):
        raise errors.NobodyNamed


def check_card(card: Card) -> Card:
    """All of it. Raises UnreadableText, NoteTooLong, NoMailAddress, NoPhoneNumber, TooManyLines, NobodyNamed."""
    fields: dict[str, Any] = {field: check_text(field, getattr(card, field)) for field in LONGEST}
    fields |= {"addresses": check_addresses(card.addresses), "phones": check_phones(card.phones)}
    checked = replace(card, **fields, note=check_note(card.note))
    check_somebody(checked.name, checked.company, checked.addresses)
    return checked


def check_outside(customer: Customer, addresses: Sequence[str]) -> None:
    """Raises OutsideAddressNeeded, AccountOfOurs."""
    if not addresses:
        raise errors.OutsideAddressNeeded
    lower = [address.lower() for address in addresses]
    ours = Mailbox.objects.filter(domain__customer=customer, address__in=lower).first()
    if ours:
        raise errors.AccountOfOurs(address=ours.address)


def check_limit(number: int) -> None:
    """number: with those that come. Raises BookFull."""
    if number > MAX_CONTACTS:
        raise errors.BookFull(most=MAX_CONTACTS)

"""Rules of writing (C1)."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from fumibako.chapters.webmail.recipients import MAX, typed
from fumibako.chapters.webmail.writing.errors import (
    BadSendTime,
    NoRecipient,
    NoSuchAddress,
    TextTooLong,
    TooLarge,
    TooManyRecipients,
)
from fumibako.chapters.webmail.writing.formatted import MAX_HTML
from fumibako.groundwork.tenancy.models import Customer, Domain
from fumibako.machine.formats.mime import File, Person


def check_recipients(text: str) -> tuple[Person, ...]:
    """Those of one field. Raises NoSuchAddress."""
    found = typed(text)
    if found.wrong:
        raise NoSuchAddress(typed=found.wrong[0])
    return found.people


def check_number(people: Sequence[Person]) -> None:
    """Of all fields together. Raises NoRecipient, TooManyRecipients."""
    if not people:
        raise NoRecipient
    if len({person.address for person in people}) > MAX:
        raise TooManyRecipients(most=MAX)


def check_size(files: Iterable[File]) -> None:
    """Raises TooLarge."""
    most = most_octets()
    if sum(len(file.octets) for file in files) > most:
        raise TooLarge(most=filesizeformat(most))


def check_html(html: str) -> None:
    """Raises TextTooLong."""
    if len(html) > MAX_HTML:
        raise TextTooLong


def check_send_at(text: str, now: datetime) -> datetime:
    """text: as the form's field for date and time has it. Raises BadSendTime."""
    try:
        chosen = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadSendTime from error
    chosen = chosen if chosen.tzinfo else timezone.make_aware(chosen)
    if not now < chosen < now + timedelta(days=366):
        raise BadSendTime
    return chosen


def most_octets() -> int:
    """Of all attachments: base64 makes 78 of 57, and the text needs space, too."""
    return int((settings.FUMIBAKO.settings.mail.message_size_limit - 1_000_000) * 57 / 78)


def inside_domains(customer: Customer) -> frozenset[str]:
    return frozenset(Domain.objects.filter(customer=customer).values_list("name", flat=True))


def is_inside(person: Person, domains: frozenset[str]) -> bool:
    return person.address.rpartition("@")[2].lower() in domains

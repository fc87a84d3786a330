"""Rules of writing (C1)."""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.template.defaultfilters import filesizeformat

from fumibako.chapters.webmail.recipients import MOST, typed
from fumibako.chapters.webmail.writing.errors import NoRecipient, NoSuchAddress, TooLarge, TooManyRecipients
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
    if len({person.address for person in people}) > MOST:
        raise TooManyRecipients(most=MOST)


def check_size(files: Iterable[File]) -> None:
    """Raises TooLarge."""
    most = most_octets()
    if sum(len(file.octets) for file in files) > most:
        raise TooLarge(most=filesizeformat(most))


def most_octets() -> int:
    """Of all attachments: base64 makes 78 of 57, and the text needs space, too."""
    return int((settings.FUMIBAKO.settings.mail.message_size_limit - 1_000_000) * 57 / 78)


def inside_domains(customer: Customer) -> frozenset[str]:
    return frozenset(Domain.objects.filter(customer=customer).values_list("name", flat=True))


def is_inside(person: Person, domains: frozenset[str]) -> bool:
    return person.address.rpartition("@")[2].lower() in domains

"""What the misdelivery guard may ask for (B13)."""

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.aliases.models import Alias
from fumibako.chapters.webmail.guard import errors
from fumibako.groundwork.tenancy.models import Customer
from fumibako.machine.formats.addresses import BadAddress, parse_address

MAX_MINUTES = 30
MAX_DOMAINS = 50


def check_hold(minutes: int) -> int:
    """Raises BadHold."""
    if not 0 <= minutes <= MAX_MINUTES:
        raise errors.BadHold(most=MAX_MINUTES)
    return minutes


def check_copy_to(customer: Customer, text: str) -> str:
    """ "" for none. Raises BadCopyAddress."""
    if not text.strip():
        return ""
    try:
        address = parse_address(text)
    except BadAddress as error:
        raise errors.BadCopyAddress(address=text[:100]) from error
    of_customer = {"domain__customer": customer, "address": address}
    if not Mailbox.objects.filter(**of_customer).exists() and not Alias.objects.filter(**of_customer).exists():
        raise errors.BadCopyAddress(address=address)
    return address


def check_domains(number: int) -> int:
    """Raises BadNumberOfDomains."""
    if number != 0 and not 2 <= number <= MAX_DOMAINS:
        raise errors.BadNumberOfDomains(most=MAX_DOMAINS)
    return number

"""Which addresses can be a recovery address."""

from fumibako.chapters.mail.accounts.errors import UnreadableAddress
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.queries import alias_addresses_of
from fumibako.chapters.mail.recovery_address.errors import OwnAddress, SameRecoveryAddress
from fumibako.chapters.mail.recovery_address.queries import recovery_address_of
from fumibako.machine.formats.addresses import BadAddress, parse_foreign_address


def check_recovery_address(mailbox: Mailbox, text: str) -> str:
    """Return the address as it is to be stored. Raises UnreadableAddress, OwnAddress, SameRecoveryAddress."""
    try:
        address = parse_foreign_address(text)
    except BadAddress as error:
        raise UnreadableAddress(error, "address") from error
    local_part, _, domain = address.lower().partition("@")
    if f"{local_part.partition('+')[0]}@{domain}" in (mailbox.address, *alias_addresses_of(mailbox)):
        raise OwnAddress
    if address == recovery_address_of(mailbox):
        raise SameRecoveryAddress
    return address

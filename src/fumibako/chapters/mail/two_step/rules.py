"""Where codes may be mailed."""

from fumibako.chapters.mail.accounts.errors import UnreadableAddress
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.queries import alias_addresses_of
from fumibako.chapters.mail.two_step.errors import OwnLoginAddress, SameCodeAddress
from fumibako.chapters.mail.two_step.queries import two_step_of
from fumibako.machine.formats.addresses import BadAddress, parse_foreign_address


def check_code_address(mailbox: Mailbox, text: str) -> str:
    """Return the address as it is to be stored. Raises UnreadableAddress, OwnLoginAddress, SameCodeAddress."""
    try:
        address = parse_foreign_address(text)
    except BadAddress as error:
        raise UnreadableAddress(error, "address") from error
    local_part, _, domain = address.lower().partition("@")
    if f"{local_part.partition('+')[0]}@{domain}" in (mailbox.address, *alias_addresses_of(mailbox)):
        raise OwnLoginAddress
    two_step = two_step_of(mailbox.login)
    if two_step is not None and address == two_step.address:
        raise SameCodeAddress
    return address

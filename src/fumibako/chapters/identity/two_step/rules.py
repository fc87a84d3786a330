"""Where codes may be mailed, and what passkeys are called."""

from fumibako.chapters.identity.two_step import errors
from fumibako.chapters.identity.two_step.kinds import Holder
from fumibako.chapters.identity.two_step.queries import two_step_of
from fumibako.machine.formats.addresses import BadAddress, parse_foreign_address

MAX_NAME = 60


def check_code_address(holder: Holder, text: str) -> str:
    """Return the address as it is to be stored. Raises BadCodeAddress, OwnLoginAddress, SameCodeAddress."""
    try:
        address = parse_foreign_address(text)
    except BadAddress as error:
        raise errors.BadCodeAddress from error
    local_part, _, domain = address.lower().partition("@")
    if f"{local_part.partition('+')[0]}@{domain}" in holder.own_addresses:
        raise errors.OwnLoginAddress
    two_step = two_step_of(holder.login)
    if two_step is not None and address == two_step.address:
        raise errors.SameCodeAddress
    return address


def check_passkey_name(text: str) -> str:
    """Return the name as it is to be stored. Raises BadPasskeyName."""
    name = " ".join(text.split())
    if not name or len(name) > MAX_NAME or not name.isprintable():
        raise errors.BadPasskeyName
    return name

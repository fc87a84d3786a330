"""What may be said of a contract's owner, rule by rule: services ask them one after another, forms all at once."""

from fumibako.chapters.contract.owners import errors
from fumibako.machine.formats.addresses import BadAddress, parse_address


def check_contact(text: str) -> str:
    """Return the address as we write it. Raises BadContact."""
    try:
        return parse_address(text)
    except BadAddress as error:
        raise errors.BadContact from error

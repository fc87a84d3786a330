"""What an alias may be (B13), rule by rule: services ask them one after another, forms all at once."""

from collections.abc import Sequence

from fumibako.chapters.mail.accounts.errors import UnreadableAddress
from fumibako.chapters.mail.accounts.queries import accounts
from fumibako.chapters.mail.aliases import errors
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.formats.addresses import BadAddress, parse_address

MAX_TARGETS = 50


def check_target(domain: Domain, text: str) -> str:
    """Return the account's address; a name without "@" is one of the domain. Raises UnreadableAddress, NotAnAccount."""
    typed = text if "@" in text or "＠" in text else f"{text}@{domain.name}"
    try:
        target = parse_address(typed)
    except BadAddress as error:
        raise UnreadableAddress(error, "targets") from error
    if not accounts().filter(domain__customer=domain.customer_id, address=target).exists():
        raise errors.NotAnAccount(target=target)
    return target


def check_number(targets: Sequence[str]) -> None:
    """Raises NoTargets, TooManyTargets."""
    if not targets:
        raise errors.NoTargets
    if len(targets) > MAX_TARGETS:
        raise errors.TooManyTargets(max=MAX_TARGETS)

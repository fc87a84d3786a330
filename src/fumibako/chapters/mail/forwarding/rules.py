"""Where mail may be forwarded to (C3): the service asks for one address after another, the form for all."""

from fumibako.chapters.mail.accounts.errors import UnreadableAddress
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.forwarding import errors
from fumibako.chapters.mail.forwarding.queries import missing_targets, way_back
from fumibako.machine.formats.addresses import BadAddress, parse_foreign_address
from fumibako.machine.state import MOST_TARGETS


def check_number(number: int, *, is_on: bool) -> None:
    """Raises NoTarget, TooManyTargets."""
    if is_on and not number:
        raise errors.NoTarget
    if number > MOST_TARGETS:
        raise errors.TooManyTargets(most=MOST_TARGETS)


def check_target(mailbox: Mailbox, text: str, *, is_on: bool) -> str:
    """Return the address; where it is of ours, it matters only while forwarding is on. Raises UnreadableAddress,
    NoSuchTarget, LoopDetected."""
    try:
        target = parse_foreign_address(text)
    except BadAddress as error:
        raise UnreadableAddress(error, "targets") from error
    if is_on and missing_targets(mailbox, [target]):
        raise errors.NoSuchTarget(target=target)
    if is_on and (way := way_back(mailbox.address, target)):
        raise errors.LoopDetected(target=target, way=" → ".join((mailbox.address, *way)))
    return target

"""Where mail may be forwarded to (C3): the service asks for one address after another, the form for all."""

from collections.abc import Iterator, Sequence

from fumibako.chapters.mail.accounts.errors import UnreadableAddress
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.forwarding import errors
from fumibako.chapters.mail.forwarding.queries import missing_targets, own_domains, way_back
from fumibako.machine.formats.addresses import BadAddress, parse_foreign_address
from fumibako.machine.state import MAX_TARGETS


def check_number(number: int, *, is_on: bool) -> None:
    """Raises NoTarget, TooManyTargets."""
    if is_on and not number:
        raise errors.NoTarget
    if number > MAX_TARGETS:
        raise errors.TooManyTargets(most=MAX_TARGETS)


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
        raise errors.LoopDetected(target=target, way=" → ".join(_told(mailbox, way)))
    return target


def _told(mailbox: Mailbox, way: Sequence[str]) -> Iterator[str]:
    """The way from the mailbox on; of what other customers have only the target that was typed."""
    yield mailbox.address
    own = own_domains(mailbox)
    for number, address in enumerate(way):
        yield address if number == 0 or address.partition("@")[2] in own else "…"

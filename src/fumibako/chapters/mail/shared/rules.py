"""What sharing may be (B16)."""

from collections.abc import Mapping, Sequence

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.queries import accounts
from fumibako.chapters.mail.shared import errors
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.formats.addresses import BadAddress, parse_address
from fumibako.machine.state.mail.shared import Right

MAX = 100
Members = Mapping[Right, Sequence[str]]


def check_member(domain: Domain, right: Right, text: str) -> Mailbox:
    """A name without "@" is one of the domain. Raises NoSuchMember."""
    typed = text if "@" in text or "＠" in text else f"{text}@{domain.name}"
    try:
        address = parse_address(typed)
    except BadAddress as error:
        raise errors.NoSuchMember(right.value, member=text[:100]) from error
    member = accounts().filter(domain__customer=domain.customer_id, address=address).first()
    if member is None:
        raise errors.NoSuchMember(right.value, member=address)
    return member


def check_members(domain: Domain, address: str, typed: Members) -> dict[Mailbox, Right]:
    """address: the shared one's. Raises NoSuchMember, NoMembers, MemberTwice, OwnMember, TooManyMembers."""
    found: dict[Mailbox, Right] = {}
    for right, texts in typed.items():
        for text in texts:
            member = check_member(domain, right, text)
            if member in found:
                raise errors.MemberTwice(member=member.address)
            if member.address == address:
                raise errors.OwnMember
            found[member] = right
    if not found:
        raise errors.NoMembers
    if len(found) > MAX:
        raise errors.TooManyMembers(max=MAX)
    return found


def check_not_shared(address: str) -> None:
    """Whoever adds a mailbox does not mean to replace its members. Raises AlreadyShared."""
    if accounts().filter(address=address, shares__isnull=False).exists():
        raise errors.AlreadyShared(address=address)

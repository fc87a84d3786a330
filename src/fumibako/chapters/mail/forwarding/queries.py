"""Looking at forwardings, and at where a mail would go."""

from collections.abc import Iterable

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.queries import account, administrator_of
from fumibako.chapters.mail.forwarding.models import Forwarding
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state import ROLES


def forwarding_of(mailbox: Mailbox) -> Forwarding | None:
    return Forwarding.objects.filter(mailbox=mailbox).first()


def way_back(start: str, target: str) -> tuple[str, ...]:
    """Return the addresses of ours by which a mail to target comes back to start, () where it does not.

    Addresses elsewhere are the end of what can be known.
    """
    ways: list[tuple[str, ...]] = [(target.lower(),)]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        address = _mailbox_of(way[-1])
        if address == start:
            return way
        if address in seen:
            continue
        seen.add(address)
        forwarding = Forwarding.objects.filter(mailbox__address=address, is_on=True).first()
        if forwarding is not None:
            ways += [(*way, next_target.lower()) for next_target in forwarding.targets]
    return ()


def own_domains(mailbox: Mailbox) -> frozenset[str]:
    """The names of the customer's domains."""
    return frozenset(Domain.objects.filter(customer=mailbox.domain.customer_id).values_list("name", flat=True))


def missing_targets(mailbox: Mailbox, targets: Iterable[str]) -> list[str]:
    """Those in the customer's own domains where there is no account. What other customers have is not told."""
    own = own_domains(mailbox)
    return [target for target in targets if target.partition("@")[2] in own and not account(_mailbox_of(target))]


def suspended_targets(mailbox: Mailbox, targets: Iterable[str]) -> list[str]:
    """Those whose account, one of the customer's own, takes no mail now."""
    found = {target: account(_mailbox_of(target)) for target in targets}
    number = mailbox.domain.customer_id
    return [target for target, its in found.items() if its and its.is_suspended and its.domain.customer_id == number]


def forwarders_to(mailbox: Mailbox) -> list[str]:
    """The customer's own addresses whose mail is forwarded to that mailbox."""
    forwardings = Forwarding.objects.filter(mailbox__domain__customer=mailbox.domain.customer_id, is_on=True)
    return [
        forwarding.mailbox.address
        for forwarding in forwardings.select_related("mailbox").order_by("mailbox__address")
        if any(_without_detail(target) == mailbox.address for target in forwarding.targets)
    ]


def _mailbox_of(address: str) -> str:
    """The mailbox that mail to an address of ours is delivered to, if it is there."""
    address = _without_detail(address)
    local_part, _, domain = address.partition("@")
    administrator = administrator_of(domain) if local_part in ROLES else None
    return administrator.address if administrator else address


def _without_detail(address: str) -> str:
    """taro+anything@ is delivered to taro@ (Postfix recipient_delimiter), in whatever case."""
    local_part, _, domain = address.lower().partition("@")
    return f"{local_part.partition('+')[0]}@{domain}"

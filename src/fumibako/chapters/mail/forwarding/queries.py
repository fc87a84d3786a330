"""Looking at forwardings, and at where a mail would go."""

from collections.abc import Iterable

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.queries import account, administrator_of
from fumibako.chapters.mail.aliases.queries import targets_of
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
        for address in _mailboxes_of(way[-1]):
            if address == start:
                return way
            if address not in seen:
                seen.add(address)
                forwarding = Forwarding.objects.filter(mailbox__address=address, is_on=True).first()
                ways += [(*way, target.lower()) for target in forwarding.targets] if forwarding else []
    return ()


def own_domains(mailbox: Mailbox) -> frozenset[str]:
    """The names of the customer's domains."""
    return frozenset(Domain.objects.filter(customer=mailbox.domain.customer_id).values_list("name", flat=True))


def missing_targets(mailbox: Mailbox, targets: Iterable[str]) -> list[str]:
    """Those in the customer's own domains where there is no account. What other customers have is not told."""
    own = own_domains(mailbox)
    ours = [target for target in targets if target.partition("@")[2] in own]
    return [target for target in ours if not any(map(account, _mailboxes_of(target)))]


def suspended_targets(mailbox: Mailbox, targets: Iterable[str]) -> list[str]:
    """Those whose account, one of the customer's own, takes no mail now."""
    number = mailbox.domain.customer_id
    found = {target: [m for m in map(account, _mailboxes_of(target)) if m] for target in targets}
    return [
        target
        for target, mailboxes in found.items()
        if mailboxes and all(m.is_suspended and m.domain.customer_id == number for m in mailboxes)
    ]


def forwarders_to(mailbox: Mailbox) -> list[str]:
    """The customer's own addresses whose mail is forwarded to that mailbox."""
    forwardings = Forwarding.objects.filter(mailbox__domain__customer=mailbox.domain.customer_id, is_on=True)
    return [
        forwarding.mailbox.address
        for forwarding in forwardings.select_related("mailbox").order_by("mailbox__address")
        if any(_without_detail(target) == mailbox.address for target in forwarding.targets)
    ]


def _mailboxes_of(address: str) -> tuple[str, ...]:
    """The mailboxes that mail to an address of ours is delivered to; the address itself where there is none."""
    address = _without_detail(address)
    local_part, _, domain = address.partition("@")
    administrator = administrator_of(domain) if local_part in ROLES else None
    return (administrator.address,) if administrator else targets_of(address) or (address,)


def _without_detail(address: str) -> str:
    """taro+anything@ is delivered to taro@ (Postfix recipient_delimiter), in whatever case."""
    local_part, _, domain = address.lower().partition("@")
    return f"{local_part.partition('+')[0]}@{domain}"

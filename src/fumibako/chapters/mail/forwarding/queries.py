"""Looking at forwardings, and at where a mail would go."""

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.forwarding.models import Forwarding


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
        address = _without_detail(way[-1])
        if address == start:
            return way
        if address in seen:
            continue
        seen.add(address)
        forwarding = Forwarding.objects.filter(mailbox__address=address, is_on=True).first()
        if forwarding is not None:
            ways += [(*way, next_target.lower()) for next_target in forwarding.targets]
    return ()


def _without_detail(address: str) -> str:
    """taro+anything@ is delivered to taro@ (Postfix recipient_delimiter)."""
    local_part, _, domain = address.partition("@")
    return f"{local_part.partition('+')[0]}@{domain}"

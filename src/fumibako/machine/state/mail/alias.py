"""An address without a mailbox (B13)."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Alias:
    """targets: the mailboxes that receive its mail and may send in its name; at least one."""

    address: str
    targets: tuple[str, ...]

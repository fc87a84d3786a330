"""A mailbox that several people read, as Dovecot and Postfix need it (B16)."""

from dataclasses import dataclass
from enum import StrEnum

PREFIX = "共有"
"""Of the folders by which members see shared mailboxes: 共有/info@example.jp, 共有/info@example.jp/Sent."""


class Right(StrEnum):
    """Each with those before it. ANSWER: also mark as answered, file copies, send in its name; MANAGE: also move,
    delete and make folders."""

    READ = "read"
    ANSWER = "answer"
    MANAGE = "manage"


@dataclass(frozen=True, kw_only=True)
class Shared:
    """members: addresses of accounts and what they may do, in the order of addresses."""

    address: str
    members: tuple[tuple[str, Right], ...]

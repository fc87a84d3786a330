"""Forwarding (C3)."""

from dataclasses import dataclass

MAX_TARGETS = 4  # of one forwarding, and redirects of all Sieve scripts of a mailbox together


@dataclass(frozen=True, kw_only=True)
class Forward:
    """Redirect new mail to the targets; the mailbox keeps the mail as well if keeps_copy."""

    targets: tuple[str, ...]
    keeps_copy: bool

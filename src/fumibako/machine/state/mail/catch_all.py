"""Who receives what is sent to addresses of a domain that nobody has (B13)."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class CatchAll:
    """target: a mailbox of the same customer."""

    target: str

"""The common filter of a domain (B6) and the own filter of a mailbox (C7)."""

from dataclasses import dataclass
from enum import StrEnum

from fumibako.machine.state.mail.condition import Condition


class FilterAction(StrEnum):
    ALLOW = "allow"
    SPAM_BOX = "spam_box"
    DISCARD = "discard"


@dataclass(frozen=True, kw_only=True)
class FilterRule:
    condition: Condition
    action: FilterAction


@dataclass(frozen=True, kw_only=True)
class CommonFilter:
    """rules: in the order in which they are asked; the first that fits decides."""

    rules: tuple[FilterRule, ...]


@dataclass(frozen=True)
class WithoutCommonFilter:
    """The mailbox does not use the common filter of its domain."""


@dataclass(frozen=True, kw_only=True)
class OwnFilter:
    rules: tuple[FilterRule, ...]

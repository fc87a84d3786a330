"""Sorting (C5)."""

from dataclasses import dataclass

from fumibako.machine.state.mail.condition import Condition


@dataclass(frozen=True, kw_only=True)
class SortingRule:
    """is_any: one condition suffices. folder: "" where the mail stays in the inbox."""

    conditions: tuple[Condition, ...]
    is_any: bool
    folder: str
    marks_read: bool = False
    is_flagged: bool = False


@dataclass(frozen=True, kw_only=True)
class Sorting:
    rules: tuple[SortingRule, ...]

"""Rows → wish: where new mail of one mailbox goes."""

from collections.abc import Mapping
from typing import Any

from fumibako.chapters.mail.own_filter.conditions import loaded
from fumibako.chapters.mail.sorting.models import SortingRule
from fumibako.groundwork.publish.snapshot import SnapshotPart
from fumibako.machine.state import Aspect
from fumibako.machine.state.mail import sorting

FIELDS = ("conditions", "is_any", "folder", "marks_read", "is_flagged")


def sorting_of(address: str) -> sorting.Sorting | None:
    rows = SortingRule.objects.filter(mailbox__address=address).values(*FIELDS)
    rules = tuple(map(rule_of, rows))
    return sorting.Sorting(rules=rules) if rules else None


def rule_of(row: Mapping[str, Any]) -> sorting.SortingRule:
    """row: FIELDS of one."""
    return sorting.SortingRule(
        conditions=tuple(map(loaded, row["conditions"])),
        is_any=row["is_any"],
        folder=row["folder"],
        marks_read=row["marks_read"],
        is_flagged=row["is_flagged"],
    )


PART = SnapshotPart(Aspect.SIEVE, sorting_of)

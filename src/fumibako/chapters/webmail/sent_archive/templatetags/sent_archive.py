from collections.abc import Sequence
from datetime import UTC, datetime

from django import template

register = template.Library()


@register.filter
def at_time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@register.filter
def others(addresses: Sequence[str]) -> int:
    """How many there are beside the first."""
    return len(addresses) - 1

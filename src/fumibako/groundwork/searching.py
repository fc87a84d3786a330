"""Searching for what people type, who do not look at widths."""

from functools import reduce
from operator import or_

from django.db.models import Q

from fumibako.machine.formats.widths import widths


def contains(column: str, text: str) -> Q:
    """Whether the column holds the text, in whatever width either of them was written."""
    return reduce(or_, (Q(**{f"{column}__icontains": written}) for written in widths(text)))

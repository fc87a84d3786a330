"""Looking for questions."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from fumibako.chapters.member.categories import Category
from fumibako.chapters.member.faq.models import Question
from fumibako.groundwork.searching import contains

_COLUMNS = ("question", "answer", "question_en", "answer_en")
MAX_WORDS = 5


def questions(*, search: str = "", category: str = "") -> QuerySet[Question]:
    """Those of a category that hold every word, in the order of the categories."""
    found = Question.objects.filter(category=category) if category else Question.objects.all()
    for word in search.split()[:MAX_WORDS]:
        first, *rest = (contains(column, word) for column in _COLUMNS)
        for other in rest:
            first |= other
        found = found.filter(first)
    return found.order_by("category", "position", "pk")


def by_category(found: Iterable[Question]) -> list[tuple[Any, list[Question]]]:
    """The categories in their own order, each with what was found of it."""
    groups = {key: list(rows) for key, rows in groupby(found, key=lambda row: row.category)}
    return [(category.label, groups[category]) for category in Category if category in groups]

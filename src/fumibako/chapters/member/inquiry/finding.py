"""Inquiries by their number, for the search of the console."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from fumibako.chapters.member.inquiry.models import Inquiry
from fumibako.groundwork.ui.shell import Link
from fumibako.machine.formats.numbers import number_of
from fumibako.machine.formats.widths import half_width


def for_operator(request: Any, text: str) -> Iterator[Link]:
    letter, number = half_width(text[:1]).upper(), number_of(half_width(text[1:]))
    found = Inquiry.objects.filter(pk=number).first() if letter == "Q" and number else None
    if found:
        yield Link(found.number, reverse("console:inquiry", args=(found.pk,)), "reply", found.text[:60])

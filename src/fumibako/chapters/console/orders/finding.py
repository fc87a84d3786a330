"""Orders by their number, for the search of the console."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from fumibako.chapters.contract.options.queries import orders
from fumibako.groundwork.ui.shell import Link
from fumibako.machine.formats.widths import half_width


def for_operator(request: Any, text: str) -> Iterator[Link]:
    for order in orders().filter(number=half_width(text).upper()):
        yield Link(order.number, reverse("console:order", args=(order.number,)), "clock", order.customer.name)

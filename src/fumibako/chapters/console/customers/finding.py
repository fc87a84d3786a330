"""Customers by name, number or domain, for the search of the console."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse

from fumibako.chapters.console.customers.queries import customers
from fumibako.groundwork.ui.shell import Link

SHOWN = 8


def for_operator(request: HttpRequest, text: str) -> Iterator[Link]:
    for customer in customers(search=text)[:SHOWN]:
        domains = ", ".join(domain.name for domain in customer.domains.all())
        yield Link(customer.name, reverse("console:customer", args=(customer.number,)), "building", domains)

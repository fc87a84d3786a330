"""Accounts by name or address, for the search of the menu and of the console."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.queries import accounts
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.groundwork.searching import contains
from fumibako.groundwork.ui.shell import Link
from fumibako.machine.formats.addresses import part_as_stored

SHOWN = 8


def for_administrator(request: MemberRequest, text: str) -> Iterator[Link]:
    for mailbox in named(text).filter(domain__customer=request.customer)[:SHOWN]:
        url = reverse("adminmenu:account", args=(mailbox.address,))
        yield Link(mailbox.address, url, "person", mailbox.display_name)


def for_operator(request: Any, text: str) -> Iterator[Link]:
    for mailbox in named(text)[:SHOWN]:
        customer = mailbox.domain.customer
        url = reverse("console:customer_accounts", args=(customer.number,))
        yield Link(mailbox.address, f"{url}?{urlencode({'search': mailbox.address})}", "person", customer.name)


def named(text: str) -> QuerySet[Mailbox]:
    """Everybody's that have each word in their name or address."""
    found = accounts()
    for word in text.split()[:5]:
        found = found.filter(Q(address__icontains=part_as_stored(word)) | contains("display_name", word))
    return found.order_by("address")

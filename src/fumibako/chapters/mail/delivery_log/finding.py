"""Mails by their message id or queue id, for the search of the console."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from fumibako.chapters.mail.delivery_log.queries import EVERYTHING, Search, deliveries
from fumibako.groundwork.ui.shell import Link

SHOWN, SHORTEST = 8, 10


def for_operator(request: Any, text: str) -> Iterator[Link]:
    """Only the whole id: parts of one mean nothing to anybody."""
    if len(text) < SHORTEST or " " in text:
        return
    for delivery in deliveries(EVERYTHING, Search(message_id=text))[:SHOWN]:
        url = reverse("console:delivery", args=(delivery.pk,))
        yield Link(delivery.mail.message_id or delivery.mail.queue_id, url, "mail", delivery.recipient)

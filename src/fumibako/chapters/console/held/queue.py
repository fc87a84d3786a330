"""Postfix's queue as the console asks it, and pages that do something to one mail of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from fumibako.chapters.console.held.errors import QueueAway
from fumibako.chapters.console.requests import OperatorRequest
from fumibako.groundwork.rules import Refused
from fumibako.machine.daemons.postfix.control import Queue
from fumibako.machine.formats.queue_ids import BadQueueId, parse_queue_id
from fumibako.machine.provision.client import AgentDown, AgentRefused


@contextmanager
def asked() -> Iterator[Queue]:
    """Raises QueueAway."""
    try:
        yield Queue(settings.FUMIBAKO)
    except (AgentDown, AgentRefused) as error:
        raise QueueAway from error


def done_to_mail(
    request: OperatorRequest,
    queue_id: str,
    *,
    template: str,
    shown: Callable[[str], dict[str, Any]],
    service: Callable[..., object],
    words: str,
    back: str,
) -> HttpResponse:
    """Ask first, then do it. A mail that is gone meanwhile is told on the list, the page named `back`; what is no queue
    id at all does not exist."""
    try:
        parse_queue_id(queue_id)
        if request.method == "GET":
            return render(request, template, shown(queue_id))
        service(actor=request.actor, queue_id=queue_id)
    except BadQueueId as error:
        raise Http404 from error
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words % {"queue_id": queue_id})
    return redirect(back)

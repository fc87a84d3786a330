"""Mails on hold, for the operator (E6)."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fumibako.chapters.console.held import services
from fumibako.chapters.console.held.errors import QueueAway
from fumibako.chapters.console.held.reasons import in_words
from fumibako.chapters.console.requests import OperatorRequest
from fumibako.groundwork.rules import Refused
from fumibako.machine.daemons.postfix.control import HeldMail
from fumibako.machine.formats.queue_ids import BadQueueId, parse_queue_id


@require_GET
def listed(request: OperatorRequest) -> HttpResponse:
    try:
        mails = [_shown(mail) for mail in services.held_mails()]
    except QueueAway as away:
        return render(request, "held/list.html", {"away": away})
    return render(request, "held/list.html", {"mails": mails})


@require_http_methods(["GET", "POST"])
def release(request: OperatorRequest, queue_id: str) -> HttpResponse:
    """A mail that is gone meanwhile is told on the list; what is no queue id at all does not exist."""
    try:
        parse_queue_id(queue_id)
        if request.method == "GET":
            return render(request, "held/release.html", _shown(services.held_mail(queue_id)))
        services.release_mail(actor=request.actor, queue_id=queue_id)
    except BadQueueId as error:
        raise Http404 from error
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Message %(queue_id)s is in the queue again.") % {"queue_id": queue_id})
    return redirect("console:held")


def _shown(mail: HeldMail) -> dict[str, object]:
    arrived_at = datetime.fromtimestamp(mail.arrived_at, UTC)
    return {"mail": mail, "arrived_at": arrived_at, "reasons": [in_words(reason) for reason in mail.reasons]}

"""The mail queue, for the operator (E6)."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fumibako.chapters.console.held.errors import QueueAway
from fumibako.chapters.console.held.queue import done_to_mail
from fumibako.chapters.console.queue import services
from fumibako.chapters.console.requests import OperatorRequest
from fumibako.groundwork.rules import Refused
from fumibako.machine.daemons.postfix.control import HeldMail, WaitingMail
from fumibako.machine.formats.widths import half_width


@require_GET
def listed(request: OperatorRequest) -> HttpResponse:
    text = half_width(request.GET.get("search", "")[:100]).strip()
    try:
        waiting = services.waiting_mails(text)
    except QueueAway as away:
        return render(request, "queue/list.html", {"away": away, "search": text})
    mails = [_shown(mail) for mail in waiting.mails]
    return render(request, "queue/list.html", {"mails": mails, "number": waiting.number, "search": text})


@require_POST
def retry(request: OperatorRequest) -> HttpResponse:
    try:
        services.retry_all(actor=request.actor)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("All waiting mail is being tried again."))
    return redirect("console:queue")


@require_http_methods(["GET", "POST"])
def delete(request: OperatorRequest, queue_id: str) -> HttpResponse:
    return done_to_mail(
        request,
        queue_id,
        template="queue/delete.html",
        shown=lambda key: _shown(services.queued_mail(key)),
        service=services.delete_mail,
        words=_("Message %(queue_id)s has been deleted."),
        back="console:queue",
    )


def _shown(mail: WaitingMail | HeldMail) -> dict[str, object]:
    return {"mail": mail, "arrived_at": datetime.fromtimestamp(mail.arrived_at, UTC)}

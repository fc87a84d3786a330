"""Mails on hold, for the operator (E6)."""

from datetime import UTC, datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fumibako.chapters.console.held import services
from fumibako.chapters.console.held.errors import QueueAway
from fumibako.chapters.console.held.queue import done_to_mail
from fumibako.chapters.console.held.reasons import in_words
from fumibako.chapters.console.requests import OperatorRequest
from fumibako.machine.daemons.postfix.control import HeldMail


@require_GET
def listed(request: OperatorRequest) -> HttpResponse:
    try:
        mails = [_shown(mail) for mail in services.held_mails()]
    except QueueAway as away:
        return render(request, "held/list.html", {"away": away})
    return render(request, "held/list.html", {"mails": mails})


@require_http_methods(["GET", "POST"])
def release(request: OperatorRequest, queue_id: str) -> HttpResponse:
    return done_to_mail(
        request,
        queue_id,
        template="held/release.html",
        shown=lambda key: _shown(services.held_mail(key)),
        service=services.release_mail,
        words=_("Message %(queue_id)s is in the queue again."),
        back="console:held",
    )


def _shown(mail: HeldMail) -> dict[str, object]:
    arrived_at = datetime.fromtimestamp(mail.arrived_at, UTC)
    return {"mail": mail, "arrived_at": arrived_at, "reasons": [in_words(reason) for reason in mail.reasons]}

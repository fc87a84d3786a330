"""Repairing one's own mailbox (C10)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fumibako.chapters.mail.repair import services
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.groundwork.rules import Refused


@require_http_methods(["GET", "POST"])
def repair(request: MemberRequest) -> HttpResponse:
    if request.method == "POST":
        try:
            is_done = services.repair(actor=request.actor, mailbox=request.mailbox)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            if is_done:
                messages.success(request, _("The mailbox has been repaired."))
            else:
                messages.info(request, _("The repair is still running. Check the mailbox again in a few minutes."))
        return redirect(request.shell.home.url)
    return render(request, "repair/repair.html")

"""One's own forwarding (C3)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fumibako.chapters.mail.forwarding.forms import SetForwarding
from fumibako.chapters.mail.forwarding.queries import forwarding_of, missing_targets, suspended_targets
from fumibako.chapters.mail.forwarding.services import set_forwarding
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.groundwork.publish.queries import of
from fumibako.groundwork.rules import Refused
from fumibako.machine.state import Aspect


@require_http_methods(["GET", "POST"])
def forwarding(request: MemberRequest) -> HttpResponse:
    now = forwarding_of(request.mailbox)
    given = {
        "targets": "\n".join(now.targets) if now else "",
        "keeps_copy": now.keeps_copy if now else True,
        "is_on": bool(now and now.is_on),
    }
    form = SetForwarding(request.POST or None, initial=given, mailbox=request.mailbox)
    if request.method == "POST" and form.is_valid():
        try:
            set_forwarding(actor=request.actor, mailbox=request.mailbox, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The forwarding has been saved."))
            return redirect("usermenu:forwarding")
    context = {
        "form": form,
        "forwarding": now,
        "missing": missing_targets(request.mailbox, now.targets) if now and now.is_on else (),
        "suspended": suspended_targets(request.mailbox, now.targets) if now and now.is_on else (),
        "state": of(Aspect.SIEVE, request.mailbox.address),
    }
    return render(request, "forwarding/forwarding.html", context, status=422 if form.errors else 200)

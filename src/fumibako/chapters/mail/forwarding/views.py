"""Forwarding (C3): one's own, and any account's by the administrator."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.forwarding.forms import SetForwarding
from fumibako.chapters.mail.forwarding.queries import forwarding_of, missing_targets, suspended_targets
from fumibako.chapters.mail.forwarding.services import set_forwarding
from fumibako.chapters.mail.requests import MemberRequest, own_account
from fumibako.groundwork.publish.queries import publication_of
from fumibako.groundwork.rules import Refused
from fumibako.machine.state import Aspect

show = require_http_methods(["GET", "POST"])


@show
def own_forwarding(request: MemberRequest) -> HttpResponse:
    return _forwarding(request, request.mailbox)


@show
def forwarding_of_account(request: MemberRequest, address: str) -> HttpResponse:
    return _forwarding(request, own_account(request, address))


def _forwarding(request: MemberRequest, mailbox: Mailbox) -> HttpResponse:
    now = forwarding_of(mailbox)
    given = {
        "targets": "\n".join(now.targets) if now else "",
        "keeps_copy": now.keeps_copy if now else True,
        "is_on": bool(now and now.is_on),
    }
    form = SetForwarding(request.POST or None, initial=given, mailbox=mailbox)
    if request.method == "POST" and form.is_valid():
        try:
            set_forwarding(actor=request.actor, mailbox=mailbox, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The forwarding has been saved."))
            return redirect(request.path)
    context = {
        "form": form,
        "mailbox": mailbox,
        "is_own": mailbox == request.mailbox,
        "forwarding": now,
        "missing": missing_targets(mailbox, now.targets) if now and now.is_on else (),
        "suspended": suspended_targets(mailbox, now.targets) if now and now.is_on else (),
        "state": publication_of(Aspect.SIEVE, mailbox.address),
    }
    return render(request, "forwarding/forwarding.html", context, status=422 if form.errors else 200)

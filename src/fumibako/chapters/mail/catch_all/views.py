"""Catch-all and the send-only address of the administrator's domain."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fumibako.chapters.mail.catch_all.forms import SetCatchAll
from fumibako.chapters.mail.catch_all.models import CatchAll
from fumibako.chapters.mail.catch_all.services import set_catch_all
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.groundwork.publish.queries import publication_of
from fumibako.groundwork.rules import Refused
from fumibako.machine.state import Aspect


@require_http_methods(["GET", "POST"])
def catch_all(request: MemberRequest) -> HttpResponse:
    row = CatchAll.objects.select_related("mailbox").filter(domain=request.domain).first()
    initial = {"address": row.mailbox.address if row else ""}
    form = SetCatchAll(request.POST or None, initial=initial, domain=request.domain)
    if request.method == "POST" and form.is_valid():
        try:
            set_catch_all(actor=request.actor, domain=request.domain, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The settings have been saved."))
            return redirect("adminmenu:catch_all")
    context = {"form": form, "state": publication_of(Aspect.DOMAIN, request.domain.name)}
    return render(request, "catch_all/catch_all.html", context, status=422 if form.errors else 200)

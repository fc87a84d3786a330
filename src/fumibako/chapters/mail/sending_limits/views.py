"""Sending limits of the administrator's domain, and whose sending is paused."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fumibako.chapters.mail.requests import MemberRequest, own_account
from fumibako.chapters.mail.sending_limits import asking, queries, services
from fumibako.chapters.mail.sending_limits.forms import SetCommonLimit, SetOwnLimit
from fumibako.groundwork.publish.queries import publication_of
from fumibako.groundwork.rules import Refused
from fumibako.machine.state import Aspect

show = require_http_methods(["GET", "POST"])


@show
def limits(request: MemberRequest) -> HttpResponse:
    now = queries.common_limit(request.domain)
    form = SetCommonLimit(request.POST or None, initial={"per_hour": now.per_hour, "per_day": now.per_day})
    if request.method == "POST" and form.is_valid():
        try:
            services.set_common_limit(actor=request.actor, domain=request.domain, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The settings have been saved."))
            return redirect("adminmenu:limits")
    context = {
        "form": form,
        "pauses": queries.pauses_of(request.customer),
        "own": queries.own_limits(request.domain),
        "state": publication_of(Aspect.DOMAIN, request.domain.name),
    }
    return render(request, "sending_limits/limits.html", context, status=422 if form.errors else 200)


@show
def of_account(request: MemberRequest, address: str) -> HttpResponse:
    mailbox = own_account(request, address)
    own, common = queries.own_limit(mailbox), queries.common_limit(mailbox.domain)
    now = own or common
    initial = {"is_own": own is not None, "per_hour": now.per_hour, "per_day": now.per_day}
    form = SetOwnLimit(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_own_limit(actor=request.actor, mailbox=mailbox, limit=form.limit)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The settings have been saved."))
            return redirect(request.path)
    context = {
        "form": form,
        "mailbox": mailbox,
        "common": common,
        "pause": queries.pause_of(mailbox),
        "state": publication_of(Aspect.DOMAIN, mailbox.domain.name),
    }
    return render(request, "sending_limits/account.html", context, status=422 if form.errors else 200)


@require_POST
def release(request: MemberRequest, address: str) -> HttpResponse:
    mailbox = own_account(request, address)
    try:
        asking.release(actor=request.actor, mailbox=mailbox)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(address)s can send again.") % {"address": mailbox.address})
    return redirect("adminmenu:limits")

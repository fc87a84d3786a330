"""One's recovery address (C2), and the page that the mailed link opens."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from fumibako.chapters.identity.logins.sessions import remote_of
from fumibako.chapters.identity.logins.views import status_of
from fumibako.chapters.mail.mailed_links import mailbox_of_link
from fumibako.chapters.mail.recovery_address import services
from fumibako.chapters.mail.recovery_address.forms import CurrentPassword, SetRecoveryAddress
from fumibako.chapters.mail.recovery_address.queries import recovery_address_of
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.groundwork.one_time.errors import LinkEnded
from fumibako.groundwork.one_time.services import look
from fumibako.groundwork.one_time.views import ended
from fumibako.groundwork.rules import Refused

show = require_http_methods(["GET", "POST"])


@show
@sensitive_post_parameters("old")
def change(request: MemberRequest) -> HttpResponse:
    form = SetRecoveryAddress(request.POST or None, mailbox=request.mailbox)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["address"]
        try:
            services.request_confirmation(
                request,
                actor=request.actor,
                mailbox=request.mailbox,
                address=address,
                password=form.cleaned_data["old"],
            )
        except Refused as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            words = _("A mail has been sent to %(address)s. Open the link in it within 30 minutes.")
            messages.success(request, words % {"address": address})
            return redirect("usermenu:recovery")
    context = {"form": form, "address": recovery_address_of(request.mailbox)}
    return render(request, "recovery_address/change.html", context, status=status)


@show
@sensitive_post_parameters("old")
def remove(request: MemberRequest) -> HttpResponse:
    address = recovery_address_of(request.mailbox)
    if not address:
        return redirect("usermenu:recovery")
    form = CurrentPassword(request.POST or None)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            services.remove(request, actor=request.actor, mailbox=request.mailbox, password=form.cleaned_data["old"])
        except Refused as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            messages.success(request, _("The recovery address has been removed."))
            return redirect("usermenu:recovery")
    return render(request, "recovery_address/remove.html", {"form": form, "address": address}, status=status)


@show
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Opened from the mail, by whoever reads it; only the button confirms."""
    issued = look(services.CONFIRMATION, token)
    mailbox = mailbox_of_link(issued)
    if issued is None or mailbox is None:
        return ended(request, "usermenu:recovery")
    if request.method == "GET":
        context = {"mailbox": mailbox, "address": issued.note}
        return render(request, "recovery_address/confirm.html", context)
    try:
        row = services.confirm(token=token, remote=remote_of(request))
    except LinkEnded:
        return ended(request, "usermenu:recovery")
    messages.success(request, _("The recovery address is now %(address)s.") % {"address": row.address})
    return redirect("membersite:login")

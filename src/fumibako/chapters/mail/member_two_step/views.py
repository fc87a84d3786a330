"""Two-step verification of a user, in the administrator menu."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fumibako.chapters.identity.two_step.queries import two_step_of
from fumibako.chapters.identity.two_step.services import switch_off_for
from fumibako.chapters.mail.member_two_step.kind import holder_of
from fumibako.chapters.mail.requests import MemberRequest, own_account


@require_http_methods(["GET", "POST"])
def of_account(request: MemberRequest, address: str) -> HttpResponse:
    """The administrator switches it off for a user who cannot get a code any more; their own asks for the password."""
    mailbox = own_account(request, address)
    if mailbox == request.mailbox:
        return redirect("usermenu:two_step")
    two_step = two_step_of(mailbox.login)
    if request.method == "POST":
        if two_step is not None:
            switch_off_for(actor=request.actor, holder=holder_of(mailbox))
            messages.success(request, _("Two-step verification has been switched off. The user has been notified."))
        return redirect("adminmenu:account_two_step", mailbox.address)
    return render(request, "member_two_step/of_account.html", {"mailbox": mailbox, "two_step": two_step})

"""One's own password and sessions (C2)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from fumibako.chapters.identity.logins.middleware import sign_in_of
from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.identity.logins.queries import sign_ins_of
from fumibako.chapters.identity.logins.services import log_out_everywhere, remember_browser
from fumibako.chapters.identity.logins.views import status_of
from fumibako.chapters.mail.account_settings.forms import ChangeDisplayName, ChangeOwnPassword
from fumibako.chapters.mail.account_settings.services import change_own_password
from fumibako.chapters.mail.accounts.services import change_account
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.groundwork.rules import Refused

show = require_http_methods(["GET", "POST"])


@require_GET
def account(request: MemberRequest) -> HttpResponse:
    """The address that bookmarks have: everything about the account is on the menu."""
    return redirect("usermenu:menu")


@show
@sensitive_post_parameters("old", "password", "again")
def change_password(request: MemberRequest) -> HttpResponse:
    form = ChangeOwnPassword(request.POST or None, login=request.mailbox.address)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        try:
            change_own_password(
                request, actor=request.actor, mailbox=request.mailbox, old=given["old"], new=given["password"]
            )
        except Refused as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            messages.success(request, _("Your password has been changed. Change it in your mail software too."))
            return redirect(request.shell.home.url)
    return render(request, "account_settings/password.html", {"form": form}, status=status)


@show
def change_display_name(request: MemberRequest) -> HttpResponse:
    form = ChangeDisplayName(request.POST or None, initial={"display_name": request.mailbox.display_name})
    if request.method == "POST" and form.is_valid():
        try:
            change_account(actor=request.actor, mailbox=request.mailbox, display_name=form.cleaned_data["display_name"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The display name has been changed."))
            return redirect("usermenu:display_name")
    return render(request, "account_settings/display_name.html", {"form": form}, status=422 if form.errors else 200)


@show
def sessions(request: MemberRequest) -> HttpResponse:
    """Where one is logged in; everywhere else can be ended."""
    login, here = request.mailbox.login, sign_in_of(request, Login.Kind.MEMBER)
    if request.method == "POST":
        number = log_out_everywhere(actor=request.actor, login=login, but=here)
        remember_browser(request, login)
        words = ngettext(
            "%(number)d other session has been ended.", "%(number)d other sessions have been ended.", number
        )
        messages.success(request, words % {"number": number})
        return redirect("usermenu:sessions")
    return render(request, "account_settings/sessions.html", {"sessions": sign_ins_of(login), "here": here})

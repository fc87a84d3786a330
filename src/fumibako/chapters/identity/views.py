"""In and out (A2), one's own password (C2), one's own sessions."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from fumibako.chapters.identity import services
from fumibako.chapters.identity.errors import LoginLater
from fumibako.chapters.identity.forms import MemberLogin, OperatorLogin
from fumibako.chapters.identity.queries import sign_ins_of
from fumibako.chapters.mail.accounts.forms import ChangeOwnPassword
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.ui.views import here_or

show = require_http_methods(["GET", "POST"])


def menu_of(mailbox: Mailbox) -> str:
    """Where a member begins: administrators and users have different menus."""
    return reverse("adminmenu:menu" if mailbox.is_administrator else "usermenu:menu")


@show
@sensitive_post_parameters("password")
def log_in(request: HttpRequest) -> HttpResponse:
    mailbox: Mailbox | None = getattr(request, "mailbox", None)
    if request.method == "GET" and mailbox is not None:
        return redirect(menu_of(mailbox))
    form = MemberLogin(request.POST or None)
    after = request.POST.get("next") or request.GET.get("next", "")
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                mailbox = services.log_in_member(request, **form.cleaned_data)
            except Refused as refusal:
                form.refuse(refusal)
                status = _status(refusal)
            else:
                return redirect(here_or(request, after, menu_of(mailbox)))
    return render(request, "identity/login.html", {"form": form, "next": after}, status=status)


@show
def log_out(request: HttpRequest) -> HttpResponse:
    """By its button only; a bookmark leads to the first page."""
    if request.method == "GET":
        return redirect("membersite:top")
    services.log_out_member(request)
    messages.success(request, _("You have logged out."))
    return _leaving(redirect("membersite:top"))


@show
@sensitive_post_parameters("password")
def operator_log_in(request: HttpRequest) -> HttpResponse:
    if request.method == "GET" and getattr(request, "operator", None) is not None:
        return redirect("console:desk")
    form = OperatorLogin(request.POST or None)
    after = request.POST.get("next") or request.GET.get("next", "")
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.log_in_operator(request, **form.cleaned_data)
            except Refused as refusal:
                form.refuse(refusal)
                status = _status(refusal)
            else:
                return redirect(here_or(request, after, reverse("console:desk")))
    return render(request, "identity/operator_login.html", {"form": form, "next": after}, status=status)


@show
def operator_log_out(request: HttpRequest) -> HttpResponse:
    """By its button only; a bookmark leads to the first page."""
    if request.method == "GET":
        return redirect("console:desk")
    services.log_out_operator(request)
    messages.success(request, _("You have logged out."))
    return _leaving(redirect("console:login"))


@show
@sensitive_post_parameters("old", "password", "again")
def change_password(request: MemberRequest) -> HttpResponse:
    form = ChangeOwnPassword(request.POST or None, address=request.mailbox.address)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        try:
            services.change_own_password(
                request, actor=request.actor, mailbox=request.mailbox, old=given["old"], new=given["password"]
            )
        except Refused as refusal:
            form.refuse(refusal)
            status = _status(refusal)
        else:
            messages.success(request, _("Your password has been changed. Change it in your mail software too."))
            return redirect(request.shell.home)
    return render(request, "identity/password.html", {"form": form}, status=status)


@show
def sessions(request: MemberRequest) -> HttpResponse:
    """Where one is logged in; everywhere else can be ended."""
    here = request.member_sign_in  # type: ignore[attr-defined] # identity's middleware
    if request.method == "POST":
        number = services.log_out_everywhere(actor=request.actor, subject=request.mailbox, but=here)
        words = ngettext(
            "%(number)d other session has been ended.", "%(number)d other sessions have been ended.", number
        )
        messages.success(request, words % {"number": number})
        return redirect("usermenu:sessions")
    return render(request, "identity/sessions.html", {"sessions": sign_ins_of(request.mailbox), "here": here})


def _status(refusal: Refused) -> int:
    return 429 if isinstance(refusal, LoginLater) else 422


def _leaving(response: HttpResponse) -> HttpResponse:
    """Pages seen while logged in are not to be had from this browser any more."""
    response.headers["Clear-Site-Data"] = '"cache"'
    return response

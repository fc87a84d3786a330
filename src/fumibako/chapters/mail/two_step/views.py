"""Two-step verification in the user menu and the administrator menu (A3), and the page that the mailed link opens."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from fumibako.chapters.identity.logins.sessions import remote_of
from fumibako.chapters.identity.logins.views import status_of
from fumibako.chapters.mail.mailed_links import mailbox_of_link
from fumibako.chapters.mail.requests import MemberRequest, own_account
from fumibako.chapters.mail.two_step import services
from fumibako.chapters.mail.two_step.errors import AppSetUpEnded
from fumibako.chapters.mail.two_step.forms import CurrentPassword, SetApp, SetUp
from fumibako.chapters.mail.two_step.queries import recovery_codes_left, two_step_of
from fumibako.chapters.mail.two_step.secret_codes import picture_of, uri_of
from fumibako.groundwork.one_time.errors import LinkEnded
from fumibako.groundwork.one_time.services import look
from fumibako.groundwork.one_time.views import ended
from fumibako.groundwork.rules import Refused

show = require_http_methods(["GET", "POST"])


@show
@sensitive_post_parameters("old")
def settings_page(request: MemberRequest) -> HttpResponse:
    form = SetUp(request.POST or None, mailbox=request.mailbox)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["address"]
        try:
            services.request_set_up(
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
            return redirect("usermenu:two_step")
    login = request.mailbox.login
    context = {
        "form": form,
        "two_step": two_step_of(login),
        "codes_left": recovery_codes_left(login),
        "trusted": login.trusted_browsers.order_by("-trusted_at"),
    }
    return render(request, "two_step/settings.html", context, status=status)


@show
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Opened from the mail, by whoever reads it; only the button confirms."""
    issued = look(services.SET_UP, token)
    mailbox = mailbox_of_link(issued)
    if issued is None or mailbox is None:
        return ended(request, "usermenu:two_step")
    if request.method == "GET":
        return render(request, "two_step/confirm.html", {"mailbox": mailbox, "address": issued.note})
    try:
        services.confirm(token=token, remote=remote_of(request))
    except LinkEnded:
        return ended(request, "usermenu:two_step")
    return redirect("membersite:two_step_confirmed")


@require_http_methods(["GET"])
def confirmed(request: HttpRequest) -> HttpResponse:
    return render(request, "two_step/confirmed.html")


def _with_password(
    template: str, deed: Callable[..., Any], done: Callable[[MemberRequest, Any], HttpResponse]
) -> Callable[[MemberRequest], HttpResponse]:
    """The page of a deed that asks for the password only; there is none while two-step verification is off."""

    @show
    @sensitive_post_parameters("old")
    def view(request: MemberRequest) -> HttpResponse:
        two_step = two_step_of(request.mailbox.login)
        if two_step is None:
            return redirect("usermenu:two_step")
        form = CurrentPassword(request.POST or None)
        status = 422 if form.errors else 200
        if request.method == "POST" and form.is_valid():
            try:
                outcome = deed(request, actor=request.actor, mailbox=request.mailbox, password=form.cleaned_data["old"])
            except Refused as refusal:
                form.refuse(refusal)
                status = status_of(refusal)
            else:
                return done(request, outcome)
        context = {"form": form, "two_step": two_step, "codes_left": recovery_codes_left(request.mailbox.login)}
        return render(request, template, context, status=status)

    return view


def _back(words: str) -> Callable[[MemberRequest, Any], HttpResponse]:
    def done(request: MemberRequest, outcome: Any) -> HttpResponse:
        messages.success(request, _(words))
        return redirect("usermenu:two_step")

    return done


def _sheet(request: MemberRequest, codes: list[str]) -> HttpResponse:
    """Shown once: nobody has the codes afterwards."""
    return render(request, "two_step/sheet.html", {"codes": codes})


switch_off = _with_password(
    "two_step/off.html", services.switch_off, _back(gettext_noop("Two-step verification has been switched off."))
)
remove_app = _with_password(
    "two_step/remove_app.html", services.remove_app, _back(gettext_noop("The authenticator app has been removed."))
)
recovery_codes = _with_password("two_step/recovery_codes.html", services.make_recovery_codes, _sheet)


@show
@sensitive_post_parameters("old", "code", "signed")
def app(request: MemberRequest) -> HttpResponse:
    """The QR code, and the first code of the app as a sign that it has it."""
    login = request.mailbox.login
    if two_step_of(login) is None:
        return redirect("usermenu:two_step")
    form, status = SetApp(request.POST or None), 200
    secret = ""
    if request.method == "POST":
        status = 422
        try:
            secret = services.app_secret_of(login, request.POST.get("signed", ""))
            if form.is_valid():
                services.set_app(
                    request,
                    actor=request.actor,
                    mailbox=request.mailbox,
                    secret=secret,
                    code=form.cleaned_data["code"],
                    password=form.cleaned_data["old"],
                )
                messages.success(request, _("The authenticator app has been registered."))
                return redirect("usermenu:two_step")
        except AppSetUpEnded as refusal:
            messages.error(request, str(refusal))
            return redirect("usermenu:two_step_app")
        except Refused as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
    if not secret:
        secret, signed = services.begin_app(login)
        form = SetApp(initial={"signed": signed})
    uri = uri_of(secret, address=request.mailbox.address, service=settings.FUMIBAKO.hostname)
    context = {"form": form, "secret": secret, "picture": mark_safe(picture_of(uri))}  # noqa: S308 made by us
    return render(request, "two_step/app.html", context, status=status)


@show
def of_account(request: MemberRequest, address: str) -> HttpResponse:
    """The administrator switches it off for a user who cannot get a code any more; their own asks for the password."""
    mailbox = own_account(request, address)
    if mailbox == request.mailbox:
        return redirect("usermenu:two_step")
    two_step = two_step_of(mailbox.login)
    if request.method == "POST":
        if two_step is not None:
            services.switch_off_for(actor=request.actor, mailbox=mailbox)
            messages.success(request, _("Two-step verification has been switched off. The user has been notified."))
        return redirect("adminmenu:account_two_step", mailbox.address)
    return render(request, "two_step/of_account.html", {"mailbox": mailbox, "two_step": two_step})

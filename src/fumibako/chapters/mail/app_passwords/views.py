"""One's app passwords."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from fumibako.chapters.identity.logins.services import Proved, prove_own_password
from fumibako.chapters.identity.logins.views import status_of
from fumibako.chapters.mail.app_passwords import services
from fumibako.chapters.mail.app_passwords.forms import PROTOCOL_NAMES, AddAppPassword
from fumibako.chapters.mail.app_passwords.models import AppPassword
from fumibako.chapters.mail.app_passwords.queries import app_passwords_of
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.once.services import once
from fumibako.groundwork.rules import Refused
from fumibako.machine.daemons.guardd.control import Guard, GuardDown

show = require_http_methods(["GET", "POST"])


@dataclass(frozen=True)
class Line:
    """used_at: of the last login with it, None where there was none that guardd knows of."""

    row: AppPassword
    protocols: list[Any]
    used_at: datetime | None


@show
@sensitive_post_parameters("old")
def app_passwords(request: MemberRequest) -> HttpResponse:
    form = AddAppPassword(request.POST or None)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            proved = prove_own_password(request, login=request.mailbox.login, password=form.cleaned_data["old"])
            made = once(request, lambda: {"text": _added(request, form, proved)})
        except Refused as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            return render(request, "app_passwords/made.html", {"name": form.cleaned_data["name"], **made})
    context = {"form": form, "lines": _lines(request), "has_two_step": request.mailbox.login.has_two_step}
    return render(request, "app_passwords/list.html", context, status=status)


@show
@done_once
def remove(request: MemberRequest, app_password: str) -> HttpResponse:
    rows = app_passwords_of(request.mailbox.login)
    is_number = app_password.isascii() and app_password.isdecimal() and len(app_password) < 19
    row = rows.filter(pk=int(app_password)).first() if is_number else None
    if row is None:
        raise Http404
    if request.method == "GET":
        return render(request, "app_passwords/remove.html", {"row": row})
    services.remove_app_password(actor=request.actor, mailbox=request.mailbox, row=row)
    messages.success(request, _("The app password “%(name)s” has been removed.") % {"name": row.name})
    return redirect("usermenu:app_passwords")


def _added(request: MemberRequest, form: AddAppPassword, proved: Proved) -> str:
    name, protocols = form.cleaned_data["name"], form.cleaned_data["protocols"]
    return services.add_app_password(
        actor=request.actor, mailbox=request.mailbox, name=name, protocols=protocols, proved=proved
    )


def _lines(request: MemberRequest) -> list[Line]:
    used: dict[str, float] = {}
    try:
        used = Guard(settings.FUMIBAKO).app_passwords_used(login=request.mailbox.address)
    except GuardDown:
        messages.warning(request, _("When they were last used cannot be shown at the moment."))
    return [
        Line(
            row,
            [PROTOCOL_NAMES[protocol] for protocol in row.protocols],
            datetime.fromtimestamp(used[str(row.pk)], UTC) if str(row.pk) in used else None,
        )
        for row in app_passwords_of(request.mailbox.login)
    ]

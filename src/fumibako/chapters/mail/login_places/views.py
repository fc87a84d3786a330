"""Where logins may come from: of the domain, and of one account (A7)."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.login_places import services
from fumibako.chapters.mail.login_places.forms import SetPlaces
from fumibako.chapters.mail.login_places.queries import of_account, of_domain
from fumibako.chapters.mail.requests import MemberRequest, own_account
from fumibako.groundwork.publish.queries import publication_of
from fumibako.groundwork.rules import Refused
from fumibako.machine.daemons.countries.control import made_on
from fumibako.machine.state import Aspect
from fumibako.machine.state.mail.login_places import LoginPlaces

show = require_http_methods(["GET", "POST"])


@show
def of_the_domain(request: MemberRequest) -> HttpResponse:
    domain = request.domain
    context = {"state": publication_of(Aspect.DOMAIN, domain.name), "is_of_account": False}
    return _page(request, of_domain(domain) or LoginPlaces(key=domain.name), None, context)


@show
def of_an_account(request: MemberRequest, address: str) -> HttpResponse:
    mailbox = own_account(request, address)
    own = of_account(mailbox)
    shown = own or of_domain(mailbox.domain) or LoginPlaces(key=address)
    context = {"state": publication_of(Aspect.ACCOUNT, mailbox.address), "is_of_account": True, "mailbox": mailbox}
    return _page(request, shown, mailbox, {**context, "follows": own is None})


def _page(request: MemberRequest, shown: LoginPlaces, mailbox: Mailbox | None, context: dict[str, Any]) -> HttpResponse:
    initial = {"web": shown.web, "programs": shown.programs, "networks": "\n".join(shown.networks)}
    initial["follows"] = context.get("follows", False)
    form = SetPlaces(_with_own_address(request), initial=initial, is_of_account=mailbox is not None)
    if request.method == "POST" and "add_own" not in request.POST and form.is_valid():
        try:
            _save(request, mailbox, form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Where logins may come from has been saved."))
            return redirect(request.path)
    context |= {"form": form, "own_address": request.actor.remote, "data_day": made_on(settings.FUMIBAKO)}
    return render(request, "login_places/places.html", context, status=422 if form.errors else 200)


def _save(request: MemberRequest, mailbox: Mailbox | None, given: dict[str, Any]) -> None:
    values = {name: given[name] for name in ("web", "programs", "networks")}
    if mailbox is None:
        services.set_domain_places(actor=request.actor, domain=request.domain, **values)
    elif given["follows"]:
        services.follow_domain(actor=request.actor, mailbox=mailbox)
    else:
        services.set_account_places(actor=request.actor, mailbox=mailbox, **values)


def _with_own_address(request: MemberRequest) -> dict[str, Any] | None:
    """What was sent; with the address from which this browser came as a further line where its button was pressed."""
    if request.method != "POST":
        return None
    sent: dict[str, Any] = request.POST.dict()
    typed = sent.get("networks", "").strip()
    if "add_own" in sent and request.actor.remote not in typed.split():
        sent["networks"] = f"{typed}\n{request.actor.remote}".strip()
    return sent

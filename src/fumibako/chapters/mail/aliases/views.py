"""Aliases and groups of the administrator's domain (B13)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fumibako.chapters.mail.aliases import services
from fumibako.chapters.mail.aliases.forms import AddAlias, ChangeAlias
from fumibako.chapters.mail.aliases.models import Alias
from fumibako.chapters.mail.aliases.queries import aliases_of
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.publish.queries import outcomes
from fumibako.groundwork.rules import Refused
from fumibako.machine.state import Aspect

show = require_http_methods(["GET", "POST"])


@require_GET
def listed(request: MemberRequest) -> HttpResponse:
    found = aliases_of(request.customer)
    states = outcomes((Aspect.ALIAS,), [alias.address for alias in found])
    return render(request, "aliases/list.html", {"rows": [(alias, states.get(alias.address)) for alias in found]})


@show
@done_once
def add(request: MemberRequest) -> HttpResponse:
    form = AddAlias(request.POST or None, domain=request.domain)
    if request.method == "POST" and form.is_valid():
        try:
            alias = services.add_alias(actor=request.actor, domain=request.domain, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The alias %(address)s has been added.") % {"address": alias.address})
            return redirect("adminmenu:aliases")
    return render(request, "aliases/add.html", {"form": form}, status=422 if form.errors else 200)


@show
def change(request: MemberRequest, alias: str) -> HttpResponse:
    found = _own(request, alias)
    initial = {"targets": "\n".join(found.targets), "note": found.note}
    form = ChangeAlias(request.POST or None, initial=initial, domain=found.domain)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_alias(actor=request.actor, alias=found, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The alias %(address)s has been saved.") % {"address": alias})
            return redirect("adminmenu:aliases")
    return render(request, "aliases/change.html", {"form": form, "alias": found}, status=422 if form.errors else 200)


@show
@done_once
def delete(request: MemberRequest, alias: str) -> HttpResponse:
    found = _own(request, alias)
    if request.method == "POST":
        services.delete_alias(actor=request.actor, alias=found)
        messages.success(request, _("The alias %(address)s has been deleted.") % {"address": alias})
        return redirect("adminmenu:aliases")
    return render(request, "aliases/delete.html", {"alias": found})


def _own(request: MemberRequest, address: str) -> Alias:
    found = aliases_of(request.customer).select_related("domain__customer").filter(address=address).first()
    if found is None:
        raise Http404
    return found

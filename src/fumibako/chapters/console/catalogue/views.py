"""The catalogue of options, for the operator (E4)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fumibako.chapters.console.catalogue import services
from fumibako.chapters.console.catalogue.forms import AddOption, ChangeOption
from fumibako.chapters.console.requests import OperatorRequest
from fumibako.chapters.contract.options import queries
from fumibako.chapters.contract.plans.queries import plans
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.rules import Refused

show = require_http_methods(["GET", "POST"])


@require_GET
def listed(request: OperatorRequest) -> HttpResponse:
    return render(request, "catalogue/list.html", {"options": queries.catalogue()})


@show
@done_once
def add(request: OperatorRequest) -> HttpResponse:
    every = [plan.code for plan in plans()]
    initial = {"packs_max": 1, "position": 100, "is_offered": True, "plans": every, "effect": ""}
    form = AddOption(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.add_option(
                actor=request.actor,
                code=given["code"],
                wanted=form.wanted(),
                plans=given["plans"],
                effect=given["effect"],
                amount=given["amount"] or 0,
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The option has been added."))
            return redirect("console:catalogue")
    return render(request, "catalogue/add.html", {"form": form}, status=422 if form.errors else 200)


@show
def change(request: OperatorRequest, option: str) -> HttpResponse:
    found = queries.option(option)
    if found is None:
        raise Http404
    initial = {name: getattr(found, name) for name in services.Wanted.__dataclass_fields__}
    initial["requires"] = found.requires.code if found.requires else ""
    initial["plans"] = [plan.code for plan in found.plans.all()]
    form = ChangeOption(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_option(
                actor=request.actor, option=found, wanted=form.wanted(), plans=form.cleaned_data["plans"]
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The option has been changed."))
            return redirect("console:catalogue")
    return render(request, "catalogue/change.html", {"form": form, "option": found}, status=422 if form.errors else 200)

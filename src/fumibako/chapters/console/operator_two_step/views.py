"""Switching two-step verification off for somebody who cannot get a code any more: another operator, a contract's
owner."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fumibako.chapters.console.operator_two_step.kind import holder_of
from fumibako.chapters.console.operators.queries import operator
from fumibako.chapters.console.operators.rules import check_is_full
from fumibako.chapters.console.requests import OperatorRequest
from fumibako.chapters.contract.owner_two_step.kind import holder_of as holder_of_owner
from fumibako.chapters.contract.owners.queries import owner_of_customer
from fumibako.chapters.identity.two_step.kinds import Holder
from fumibako.chapters.identity.two_step.queries import two_step_of
from fumibako.chapters.identity.two_step.services import switch_off_for
from fumibako.groundwork.tenancy.models import Customer

show = require_http_methods(["GET", "POST"])


@show
def of_operator(request: OperatorRequest, login: str) -> HttpResponse:
    """Their own asks for the password."""
    found = operator(login)
    if found is None:
        raise Http404
    if found == request.operator:
        return redirect("console:two_step")
    if request.method == "POST":
        check_is_full(request.actor)
    return _asked(request, holder_of(found), reverse("console:operator", args=(found.login.name,)))


@show
def of_owner(request: OperatorRequest, number: str) -> HttpResponse:
    customer = Customer.objects.filter(number=number).first()
    owner = owner_of_customer(customer) if customer else None
    if owner is None:
        raise Http404
    return _asked(request, holder_of_owner(owner), reverse("console:customer", args=(number,)))


def _asked(request: OperatorRequest, holder: Holder, back: str) -> HttpResponse:
    two_step = two_step_of(holder.login)
    if request.method == "POST":
        switch_off_for(actor=request.actor, holder=holder)
        messages.success(request, _("Two-step verification of %(name)s has been switched off.") % {"name": holder.name})
        return redirect(back)
    return render(request, "operator_two_step/of_other.html", {"holder": holder, "two_step": two_step, "back": back})

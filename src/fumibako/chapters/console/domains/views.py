"""Further domains of a customer, for the operator."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fumibako.chapters.console.domains import services
from fumibako.chapters.console.domains.forms import AddDomain
from fumibako.chapters.console.requests import OperatorRequest
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.tenancy.models import Customer, Domain
from fumibako.groundwork.ui.forms import ConfirmDomain

show = require_http_methods(["GET", "POST"])


@show
@done_once
def add(request: OperatorRequest, number: str) -> HttpResponse:
    customer = Customer.objects.filter(number=number).first()
    if customer is None:
        raise Http404
    form = AddDomain(request.POST or None, customer=customer)
    if request.method == "POST" and form.is_valid():
        main = customer.domains.filter(name=form.cleaned_data["alias_of"]).first()
        try:
            services.add_domain(
                actor=request.actor, customer=customer, domain=form.cleaned_data["domain"], alias_of=main
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The domain has been added."))
            return redirect("console:customer", number)
    context = {"form": form, "customer": customer}
    return render(request, "domains/add.html", context, status=422 if form.errors else 200)


@show
@done_once
def remove(request: OperatorRequest, number: str, domain: str) -> HttpResponse:
    found = Domain.objects.select_related("customer", "alias_of").filter(customer__number=number, name=domain).first()
    if found is None:
        raise Http404
    form = ConfirmDomain(request.POST or None, expected=found.name)
    if request.method == "POST" and form.is_valid():
        try:
            services.remove_domain(actor=request.actor, domain=found)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The domain has been removed."))
            return redirect("console:customer", number)
    context = {"form": form, "customer": found.customer, "domain": found}
    return render(request, "domains/remove.html", context, status=422 if form.errors else 200)

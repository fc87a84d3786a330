"""Orders, for the operator (E4)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fumibako.chapters.console.orders.certificates import hosts_of
from fumibako.chapters.console.orders.forms import RefuseOrder
from fumibako.chapters.console.orders.queries import listed as orders_in
from fumibako.chapters.console.requests import OperatorRequest
from fumibako.chapters.contract.options import queries, services
from fumibako.chapters.contract.options.models import Order, State
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.tenancy.models import Customer

A_PAGE = 50
show = require_http_methods(["GET", "POST"])


@require_GET
def listed(request: OperatorRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    page = Paginator(orders_in(state), A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "asked": {"state": state}, "states": State.choices}
    return render(request, "orders/list.html", context)


@require_GET
def of_customer(request: OperatorRequest, number: str) -> HttpResponse:
    customer = get_object_or_404(Customer, number=number)
    page = Paginator(queries.orders().filter(customer=customer), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "orders/of_customer.html", {"page": page, "customer": customer})


@show
@done_once
def one(request: OperatorRequest, order: str) -> HttpResponse:
    """POST approves."""
    found = _order(order)
    if request.method == "POST":
        try:
            services.approve_order(actor=request.actor, order=found)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The order %(number)s has been approved.") % {"number": found.number})
        return redirect("console:order", found.number)
    return render(request, "orders/order.html", {"order": found, "hosts": hosts_of(found)})


@show
@done_once
def refuse(request: OperatorRequest, order: str) -> HttpResponse:
    found = _order(order)
    if request.method == "GET" and found.state != State.REQUESTED:
        return redirect("console:order", found.number)
    form = RefuseOrder(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.refuse_order(actor=request.actor, order=found, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The order %(number)s has been refused.") % {"number": found.number})
        return redirect("console:order", found.number)
    return render(request, "orders/refuse.html", {"order": found, "form": form}, status=422 if form.errors else 200)


def _order(number: str) -> Order:
    found = queries.orders().filter(number=number).first()
    if found is None:
        raise Http404
    return found

"""The catalogue, and an order in three pages: enter, confirm, done (E4)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fumibako.chapters.contract.options import queries, services
from fumibako.chapters.contract.options.models import Order, State
from fumibako.chapters.contract.plans.queries import contract_of
from fumibako.chapters.contract.requests import OwnerRequest
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.mypage.ordering.forms import PlaceOrder
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.tenancy.models import Customer

show = require_http_methods(["GET", "POST"])


@require_GET
def guide(request: MemberRequest) -> HttpResponse:
    """For the administrator, who orders on My Page with the login of the contract."""
    plan = contract_of(request.customer).plan
    return render(request, "ordering/guide.html", {"offers": queries.offers_to(request.customer, plan), "plan": plan})


@require_GET
def listed(request: OwnerRequest) -> HttpResponse:
    plan = contract_of(request.customer).plan
    waiting = queries.orders_of(request.customer).filter(state=State.REQUESTED).count()
    context = {"offers": queries.offers_to(request.customer, plan), "plan": plan, "waiting": waiting}
    return render(request, "ordering/options.html", context)


@show
@done_once
def order(request: OwnerRequest, option: str) -> HttpResponse:
    """The same address three times: the form, what it says back, and the order, which is shown at its own address."""
    offer = _offer(request.customer, option)
    form = PlaceOrder(
        request.POST or None,
        initial={"packs": request.GET.get("packs", "1")[:4]},
        option=offer.option,
        used=offer.used,
    )
    context = {"form": form, "offer": offer, "option": offer.option}
    if request.method == "POST" and request.POST.get("step") == "order":
        return _placed(request, form, offer)
    if request.method == "POST" and form.is_valid():
        packs = form.cleaned_data["packs"]
        context |= {"packs": packs, "monthly": packs * offer.option.price}
        return render(request, "ordering/confirm.html", context)
    return render(request, "ordering/enter.html", context, status=422 if form.errors else 200)


def _placed(request: OwnerRequest, form: PlaceOrder, offer: queries.Offer) -> HttpResponse:
    if form.is_valid():
        try:
            made = services.place_order(
                actor=request.actor,
                customer=request.customer,
                option=offer.option,
                packs=form.cleaned_data["packs"],
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("mypage:order", made.number)
    context = {"form": form, "offer": offer, "option": offer.option}
    return render(request, "ordering/enter.html", context, status=422)


@require_GET
def orders(request: OwnerRequest) -> HttpResponse:
    return render(request, "ordering/orders.html", {"orders": queries.orders_of(request.customer)})


@require_GET
def one(request: OwnerRequest, order: str) -> HttpResponse:
    return render(request, "ordering/order.html", {"order": _order(request.customer, order)})


@show
@done_once
def cancel(request: OwnerRequest, order: str) -> HttpResponse:
    found = _order(request.customer, order)
    if request.method == "POST":
        try:
            services.cancel_order(actor=request.actor, order=found)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The option has been cancelled. It can be used until its last day."))
        return redirect("mypage:order", found.number)
    if found.state != State.ACTIVE or found.ends_on:
        return redirect("mypage:order", found.number)
    return render(request, "ordering/cancel.html", {"order": found, "last": services.last_day()})


def _offer(customer: Customer, code: str) -> queries.Offer:
    """What the contract's plan has and can be ordered here; nothing else exists."""
    plan = contract_of(customer).plan
    found = next((offer for offer in queries.offers_to(customer, plan) if offer.option.code == code), None)
    if found is None or not found.is_orderable:
        raise Http404
    return found


def _order(customer: Customer, number: str) -> Order:
    found = queries.orders_of(customer).filter(number=number).first()
    if found is None:
        raise Http404
    return found

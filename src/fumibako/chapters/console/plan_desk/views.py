"""Plans, for the operator (E1)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fumibako.chapters.console.plan_desk import services
from fumibako.chapters.console.plan_desk.forms import AddPlan, ChangePlan, MoveContract
from fumibako.chapters.console.requests import OperatorRequest
from fumibako.chapters.contract.plans.models import Plan
from fumibako.chapters.contract.plans.queries import contract_of, plans
from fumibako.chapters.mail.accounts.queries import accounts_used
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.tenancy.models import Customer

show = require_http_methods(["GET", "POST"])


@require_GET
def listed(request: OperatorRequest) -> HttpResponse:
    return render(request, "plan_desk/list.html", {"plans": plans()})


@show
@done_once
def add(request: OperatorRequest) -> HttpResponse:
    form = AddPlan(request.POST or None, initial={"has_printed_notice": True})
    if request.method == "POST" and form.is_valid():
        try:
            services.add_plan(actor=request.actor, code=form.cleaned_data["code"], wanted=form.wanted())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The plan has been added."))
            return redirect("console:plans")
    return render(request, "plan_desk/add.html", {"form": form}, status=422 if form.errors else 200)


@show
def change(request: OperatorRequest, plan: str) -> HttpResponse:
    found = Plan.objects.filter(code=plan).first()
    if found is None:
        raise Http404
    initial = {name: getattr(found, name) for name in services.Wanted.__dataclass_fields__}
    form = ChangePlan(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_plan(actor=request.actor, plan=found, wanted=form.wanted())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The plan has been changed."))
            return redirect("console:plans")
    return render(request, "plan_desk/change.html", {"form": form, "plan": found}, status=422 if form.errors else 200)


@show
def move(request: OperatorRequest, number: str) -> HttpResponse:
    """A contract's change of plan."""
    customer = Customer.objects.filter(number=number).first()
    if customer is None:
        raise Http404
    contract = contract_of(customer)
    form = MoveContract(request.POST or None, initial={"plan_code": contract.plan.code})
    if request.method == "POST" and form.is_valid():
        try:
            services.move_contract(actor=request.actor, customer=customer, plan_code=form.cleaned_data["plan_code"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The contract's plan has been changed."))
            return redirect("console:customer", number)
    context = {"form": form, "customer": customer, "plans": plans(), "used": accounts_used(customer)}
    return render(request, "plan_desk/move.html", context, status=422 if form.errors else 200)

"""The cabinet as the administrator sees it: what is allowed, who may use it, and its log (E5)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fumibako.chapters.cabinet import queries, services
from fumibako.chapters.cabinet.forms import ChooseSeats, SetPolicy
from fumibako.chapters.cabinet.models import GIGABYTE
from fumibako.chapters.mail.accounts.queries import accounts_of
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.groundwork.rules import Refused

show = require_http_methods(["GET", "POST"])
A_PAGE = 50


@show
def policy(request: MemberRequest) -> HttpResponse:
    there = queries.policy_of(request.customer)
    names = ("is_open", "takes_files", "needs_password", "passes_unscanned", "max_days")
    initial = {name: getattr(there, name) for name in names} | {"max_file_gigabytes": there.max_file_bytes // GIGABYTE}
    form = SetPolicy(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_policy(actor=request.actor, customer=request.customer, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The rules of the cabinet have been saved."))
            return redirect("adminmenu:cabinet")
    context = {
        "form": form,
        "used": queries.used_bytes(request.customer),
        "disk": queries.disk_of(request.customer),
        "seats": queries.seats_of(request.customer).count(),
        "most": queries.seats_max(request.customer),
    }
    return render(request, "cabinet/policy.html", context, status=422 if form.errors else 200)


@show
def seats(request: MemberRequest) -> HttpResponse:
    there = list(accounts_of(request.domain))
    chosen, most = queries.seated_in(request.domain), queries.seats_max(request.customer)
    number = queries.seats_of(request.customer).count()
    form = ChooseSeats(
        request.POST if request.method == "POST" else None,
        there=[mailbox.address for mailbox in there],
        elsewhere=number - len(chosen),
        most=most,
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.choose_seats(actor=request.actor, domain=request.domain, addresses=form.cleaned_data["accounts"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The accounts have been saved."))
            return redirect(request.path)
    context = {
        "form": form,
        "accounts": there,
        "chosen": set(request.POST.getlist("accounts")) if form.errors else chosen,
        "number": number,
        "most": most,
    }
    return render(request, "cabinet/seats.html", context, status=422 if form.errors else 200)


@require_GET
def log(request: MemberRequest) -> HttpResponse:
    page = Paginator(queries.accesses_of(request.customer), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "cabinet/log.html", {"page": page})

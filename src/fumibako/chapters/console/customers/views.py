"""Customers, for the operator (E6)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fumibako.chapters.console.customers import queries, services
from fumibako.chapters.console.customers.forms import AddCustomer, ChangeContract, ChangeTerms, Reissue, RenameCustomer
from fumibako.chapters.console.requests import OperatorRequest
from fumibako.chapters.contract.owners.queries import owner_of_customer
from fumibako.chapters.contract.owners.services import issue_password
from fumibako.chapters.contract.plans.queries import contract_of
from fumibako.chapters.contract.plans.services import Terms
from fumibako.chapters.identity.logins.errors import ChangedMeanwhile
from fumibako.chapters.identity.logins.password_policy import mark_of
from fumibako.chapters.identity.logins.services import NewPassword, check_still, new_password
from fumibako.chapters.mail.accounts.queries import accounts_used, administrators_of
from fumibako.chapters.mail.accounts.setting_passwords import set_password_once
from fumibako.chapters.mail.software.servers import servers
from fumibako.chapters.mail.usage.queries import domain_bytes
from fumibako.chapters.mypage.notice.sheet import notice_answer
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.once.services import Result, once
from fumibako.groundwork.publish.queries import outcomes
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.tenancy.models import Customer
from fumibako.groundwork.ui.forms import ConfirmDomain
from fumibako.machine.state import Aspect

A_PAGE = 50
show = require_http_methods(["GET", "POST"])


@require_GET
def listed(request: OperatorRequest) -> HttpResponse:
    search = request.GET.get("search", "")[:100]
    page = Paginator(queries.customers(search=search), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "customers/list.html", {"page": page, "asked": {"search": search}})


@show
def add(request: OperatorRequest) -> HttpResponse:
    """What is entered is shown before it is done. The page after it is the only place where the administrator's
    password is ever shown."""
    form = AddCustomer(request.POST or None)
    step = request.POST.get("step")
    if step == "add" and form.is_valid():
        administrators, owners = new_password(""), new_password("")
        try:
            made = once(request, lambda: _added(request, form, administrators, owners))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            words = _("The customer %(number)s has been added.") % {"number": made["number"]}
            return _hand_over(request, _customer(made["number"]), words, made)
    elif step != "change" and form.is_valid() and form.is_free():
        return render(request, "customers/confirm.html", {"form": form, **form.meaning()})
    return render(request, "customers/add.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def customer(request: OperatorRequest, number: str) -> HttpResponse:
    found = _customer(number)
    domains = list(found.domains.all())
    states = outcomes((Aspect.DOMAIN,), [domain.name for domain in domains])
    context = {
        "customer": found,
        "contract": contract_of(found),
        "domains": [(domain, states.get(domain.name), domain_bytes(domain)) for domain in domains],
        "administrators": administrators_of(found),
        "owner": owner_of_customer(found),
        "used": accounts_used(found),
    }
    return render(request, "customers/customer.html", context)


@show
def contract(request: OperatorRequest, number: str) -> HttpResponse:
    found = _customer(number)
    now = contract_of(found)
    used = accounts_used(found)
    initial = {"accounts_max": now.accounts_max, "mail_disk_bytes": now.mail_disk_bytes}
    form = ChangeContract(request.POST or None, initial=initial, used=used)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_contract(actor=request.actor, customer=found, **form.changed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The contract has been changed."))
            return redirect("console:customer", number)
    context = {"form": form, "customer": found, "used": used}
    return render(request, "customers/contract.html", context, status=422 if form.errors else 200)


@show
def terms(request: OperatorRequest, number: str) -> HttpResponse:
    """When the contract runs and how it is paid."""
    found = _customer(number)
    now = contract_of(found)
    form = ChangeTerms(request.POST or None, initial={name: getattr(now, name) for name in ChangeTerms.base_fields})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_terms(actor=request.actor, customer=found, terms=Terms(**form.cleaned_data))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The contract has been changed."))
            return redirect("console:customer", number)
    context = {"form": form, "customer": found}
    return render(request, "customers/terms.html", context, status=422 if form.errors else 200)


@show
def rename(request: OperatorRequest, number: str) -> HttpResponse:
    found = _customer(number)
    form = RenameCustomer(request.POST or None, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        services.rename_customer(actor=request.actor, customer=found, name=form.cleaned_data["name"])
        messages.success(request, _("The customer's name has been changed."))
        return redirect("console:customer", number)
    context = {"form": form, "customer": found}
    return render(request, "customers/rename.html", context, status=422 if form.errors else 200)


@show
@done_once
def delete(request: OperatorRequest, number: str) -> HttpResponse:
    """One that is not used any more, by typing its domain."""
    found = _customer(number)
    domain = found.domains.order_by("pk").first()
    form = ConfirmDomain(request.POST or None, expected=domain.name if domain else found.number)
    if request.method == "POST" and form.is_valid():
        try:
            services.delete_customer(actor=request.actor, customer=found)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The customer %(name)s has been deleted.") % {"name": found.name})
            return redirect("console:customers")
    context = {"form": form, "customer": found, "domain": domain, "used": accounts_used(found)}
    return render(request, "customers/delete.html", context, status=422 if form.errors else 200)


@show
def suspend(request: OperatorRequest, number: str) -> HttpResponse:
    found = _customer(number)
    if found.is_suspended:  # its page shows that
        return redirect("console:customer", number)
    if request.method == "POST":
        services.suspend_customer(actor=request.actor, customer=found)
        messages.success(request, _("The customer %(name)s has been suspended.") % {"name": found.name})
        return redirect("console:customer", number)
    return render(request, "customers/suspend.html", {"customer": found, "used": accounts_used(found)})


@show
def resume(request: OperatorRequest, number: str) -> HttpResponse:
    """Its button stands on the customer's page."""
    found = _customer(number)
    if request.method == "POST":
        services.resume_customer(actor=request.actor, customer=found)
        messages.success(request, _("The customer %(name)s has been resumed.") % {"name": found.name})
    return redirect("console:customer", number)


@show
def reissue(request: OperatorRequest, number: str) -> HttpResponse:
    """A new password for an administrator who has lost theirs."""
    found = _customer(number)
    mailbox = next(iter(administrators_of(found)), None)
    if mailbox is None:
        raise Http404
    form = Reissue(request.POST or None, initial={"before": mark_of(mailbox.password_hash)})
    if request.method == "POST" and form.is_valid():
        password, before = new_password(mailbox.address), form.cleaned_data["before"]
        try:
            made = set_password_once(request, actor=request.actor, mailbox=mailbox, new=password, before=before)
        except ChangedMeanwhile as refusal:
            messages.error(request, str(refusal))
            return redirect("console:customer", number)
        words = _("The password of %(address)s has been changed.") % {"address": mailbox.address}
        return _hand_over(request, found, words, made)
    return render(request, "customers/reissue.html", {"customer": found, "mailbox": mailbox, "form": form})


@show
def mypage(request: OperatorRequest, number: str) -> HttpResponse:
    """A My Page password: a new one, or the first one for a customer from before there was My Page."""
    found = _customer(number)
    owner = owner_of_customer(found)
    before = mark_of(owner.login.password_hash) if owner else ""
    form = Reissue(request.POST or None, initial={"before": before})
    if request.method == "POST" and form.is_valid():
        password = new_password(number)
        try:
            made = once(request, lambda: _issued(request, found, password, form.cleaned_data["before"]))
            check_still(made["login"], made["mark"])
        except ChangedMeanwhile as refusal:
            messages.error(request, str(refusal))
            return redirect("console:customer", number)
        words = _("A new My Page password for %(number)s has been issued.") % {"number": number}
        return _hand_over(request, found, words, made)
    return render(request, "customers/mypage.html", {"customer": found, "owner": owner, "form": form})


@require_GET
def notice(request: OperatorRequest, number: str) -> HttpResponse:
    """Plans that leave it out have it on My Page only."""
    found = _customer(number)
    if not contract_of(found).plan.has_printed_notice:
        raise Http404
    return notice_answer(request, found)


def _added(request: OperatorRequest, form: AddCustomer, password: NewPassword, owners: NewPassword) -> dict[str, str]:
    made = services.add_customer(actor=request.actor, password=password, owner_password=owners, **form.cleaned_data)
    return {
        "number": made.customer.number,
        "address": made.administrator.mailbox.address,
        "password": password.text,
        "owner_password": owners.text,
    }


def _issued(request: OperatorRequest, customer: Customer, password: NewPassword, before: str) -> Result:
    made = issue_password(actor=request.actor, customer=customer, password=password, before=before)
    return {
        "owner_password": made.password,
        "login": made.owner.login.pk,
        "mark": mark_of(made.owner.login.password_hash),
    }


def _hand_over(request: OperatorRequest, customer: Customer, words: str, made: Result) -> HttpResponse:
    """The sheet with passwords that are shown only this once."""
    mailbox = administrators_of(customer).filter(address=made["address"]).first() if "address" in made else None
    context = {**made, "customer": customer, "mailbox": mailbox, "words": words, "servers": servers()}
    return render(request, "customers/hand_over.html", context)


def _customer(number: str) -> Customer:
    found = Customer.objects.prefetch_related("domains").filter(number=number).first()
    if found is None:
        raise Http404
    return found

"""Accounts of the administrator's domain (B1)."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fumibako.chapters.contract.plans.queries import contract_of
from fumibako.chapters.identity.logins.errors import ChangedMeanwhile
from fumibako.chapters.identity.logins.forms import SetPassword
from fumibako.chapters.identity.logins.password_policy import mark_of
from fumibako.chapters.identity.logins.services import NewPassword, new_password
from fumibako.chapters.mail.accounts import queries, services
from fumibako.chapters.mail.accounts.errors import IsAdministrator
from fumibako.chapters.mail.accounts.forms import AddAccount, ChangeAccount
from fumibako.chapters.mail.accounts.listing import page_of, rows_of
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.setting_passwords import set_password_once
from fumibako.chapters.mail.requests import MemberRequest, own_account
from fumibako.chapters.mail.software.servers import servers
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.once.services import Result, once
from fumibako.groundwork.publish.queries import outcomes
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.ui.forms import ConfirmAddress
from fumibako.machine.state import Aspect

show = require_http_methods(["GET", "POST"])


@require_GET
def listed(request: MemberRequest) -> HttpResponse:
    asked = {name: request.GET.get(name, "")[:100] for name in ("search", "sort", "status")}
    page, is_sorted = page_of(request.domain, asked, request.GET.get("page"))
    if not is_sorted:
        messages.warning(request, _("The sizes cannot be read right now, so the list is in the order of addresses."))
        asked["sort"] = ""
    context = {
        "page": page,
        "rows": rows_of(page.object_list),
        "asked": asked,
        "used": queries.accounts_used(request.customer),
        "most": contract_of(request.customer).accounts_max,
    }
    return render(request, "accounts/list.html", context)


@show
def add(request: MemberRequest) -> HttpResponse:
    """The page after it is the only place where the password is ever shown; a reload makes no second account."""
    contract = contract_of(request.customer)
    form = AddAccount(request.POST or None, domain=request.domain, contract=contract)
    if request.method == "POST" and form.is_valid():
        try:
            password = new_password(form.login(), form.chosen())
            made = once(request, lambda: _added(request, form, password))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return _hand_over(request, made, _("The account %(address)s has been added."))
    context = {"form": form, "used": queries.accounts_used(request.customer), "most": contract.accounts_max}
    return render(request, "accounts/add.html", context, status=422 if form.errors else 200)


@show
def change(request: MemberRequest, address: str) -> HttpResponse:
    mailbox = own_account(request, address)
    given = {"display_name": mailbox.display_name, "quota_bytes": mailbox.quota_bytes}
    form = ChangeAccount(request.POST or None, initial=given, contract=contract_of(request.customer))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_account(actor=request.actor, mailbox=mailbox, **form.changed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The account %(address)s has been saved.") % {"address": address})
            return redirect("adminmenu:account", address)
    state = outcomes((Aspect.ACCOUNT,), [address]).get(address)
    context = {"form": form, "mailbox": mailbox, "state": state}
    return render(request, "accounts/account.html", context, status=422 if form.errors else 200)


@show
def suspend(request: MemberRequest, address: str) -> HttpResponse:
    mailbox = own_account(request, address)
    if mailbox.is_suspended or mailbox.is_administrator:
        return _not_asked(request, mailbox)
    if request.method == "POST":
        return _done(request, mailbox, services.suspend_account, _("The account %(address)s has been suspended."))
    return render(request, "accounts/suspend.html", {"mailbox": mailbox})


@show
def resume(request: MemberRequest, address: str) -> HttpResponse:
    """Its button stands on the account's page."""
    mailbox = own_account(request, address)
    if request.method == "POST":
        return _done(request, mailbox, services.resume_account, _("The account %(address)s has been resumed."))
    return redirect("adminmenu:account", address)


@show
@done_once
def delete(request: MemberRequest, address: str) -> HttpResponse:
    mailbox = own_account(request, address)
    if mailbox.is_administrator:
        return _not_asked(request, mailbox)
    form = ConfirmAddress(request.POST or None, expected=mailbox.address)
    if request.method == "POST" and form.is_valid():
        try:
            services.delete_account(actor=request.actor, mailbox=mailbox)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The account %(address)s has been deleted.") % {"address": address})
            return redirect("adminmenu:accounts")
    context = {"form": form, "mailbox": mailbox}
    return render(request, "accounts/delete.html", context, status=422 if form.errors else 200)


@show
def set_password(request: MemberRequest, address: str) -> HttpResponse:
    """Somebody else's. One's own is changed where the present one is asked for."""
    mailbox = own_account(request, address)
    if mailbox == request.mailbox:
        return redirect("usermenu:password")
    before = {"before": mark_of(mailbox.password_hash)}
    form = SetPassword(request.POST or None, initial=before, login=mailbox.address)
    if request.method == "POST" and form.is_valid():
        try:
            password = new_password(address, form.chosen())
            made = set_password_once(
                request, actor=request.actor, mailbox=mailbox, new=password, before=form.cleaned_data["before"]
            )
        except ChangedMeanwhile as refusal:
            messages.error(request, str(refusal))
            return redirect("adminmenu:account", address)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return _hand_over(request, made, _("The password of %(address)s has been changed."))
    context = {"form": form, "mailbox": mailbox}
    return render(request, "accounts/password.html", context, status=422 if form.errors else 200)


@require_GET
def sheet(request: MemberRequest, address: str) -> HttpResponse:
    """The settings sheet without a password, at any time."""
    context = {"mailbox": own_account(request, address), "servers": servers()}
    return render(request, "accounts/sheet.html", context)


def _added(request: MemberRequest, form: AddAccount, password: NewPassword) -> dict[str, str]:
    given = {name: form.cleaned_data[name] for name in ("local_part", "display_name", "quota_bytes")}
    made = services.add_account(actor=request.actor, domain=request.domain, password=password, **given)
    return {"address": made.mailbox.address, "password": made.password}


def _hand_over(request: MemberRequest, made: Result, words: str) -> HttpResponse:
    mailbox = own_account(request, made["address"])
    words = words % {"address": mailbox.address}
    context = {"mailbox": mailbox, "password": made["password"], "words": words, "servers": servers()}
    return render(request, "accounts/hand_over.html", context)


def _not_asked(request: MemberRequest, mailbox: Mailbox) -> HttpResponse:
    """Nobody is asked about what cannot be, or is done already; the account's page shows the latter."""
    if mailbox.is_administrator:
        messages.error(request, str(IsAdministrator()))
    return redirect("adminmenu:account", mailbox.address)


def _done(request: MemberRequest, mailbox: Mailbox, service: Callable[..., None], words: str) -> HttpResponse:
    try:
        service(actor=request.actor, mailbox=mailbox)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words % {"address": mailbox.address})
    return redirect("adminmenu:account", mailbox.address)

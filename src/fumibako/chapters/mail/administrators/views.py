"""Further administrators of the customer (B1)."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fumibako.chapters.mail.accounts.errors import NoSuchAccount
from fumibako.chapters.mail.accounts.queries import accounts
from fumibako.chapters.mail.administrators.forms import AddAdministrator, SetRole
from fumibako.chapters.mail.administrators.queries import with_roles
from fumibako.chapters.mail.administrators.services import set_role
from fumibako.chapters.mail.requests import MemberRequest, own_account
from fumibako.groundwork.rules import Refused

show = require_http_methods(["GET", "POST"])


@show
def listed(request: MemberRequest) -> HttpResponse:
    form = AddAdministrator(request.POST or None, domain=request.domain)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["address"]
        mailbox = accounts().filter(domain__customer=request.customer, address=address).first()
        try:
            if mailbox is None:
                form.add_error("address", forms.ValidationError(str(NoSuchAccount(address=address))))
            else:
                set_role(actor=request.actor, mailbox=mailbox, role=form.cleaned_data["role"])
        except Refused as refusal:
            form.refuse(refusal)
        if not form.errors:
            messages.success(request, _("The role of %(address)s has been saved.") % {"address": address})
            return redirect("adminmenu:administrators")
    context = {"form": form, "administrators": with_roles(request.customer)}
    return render(request, "administrators/list.html", context, status=422 if form.errors else 200)


@show
def change(request: MemberRequest, address: str) -> HttpResponse:
    mailbox = own_account(request, address)
    form = SetRole(request.POST or None, initial={"role": mailbox.role})
    if request.method == "POST" and form.is_valid():
        try:
            set_role(actor=request.actor, mailbox=mailbox, role=form.cleaned_data["role"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The role of %(address)s has been saved.") % {"address": address})
            return redirect("adminmenu:administrators")
    context = {"form": form, "mailbox": mailbox}
    return render(request, "administrators/change.html", context, status=422 if form.errors else 200)

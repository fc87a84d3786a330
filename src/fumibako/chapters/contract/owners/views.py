"""My Page's own login, for whoever it is of (E2)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from fumibako.chapters.contract.owners import services
from fumibako.chapters.contract.owners.forms import ChangeContact, ChangePassword, SetUp
from fumibako.chapters.contract.requests import OwnerRequest
from fumibako.chapters.identity.logins.services import go_on
from fumibako.chapters.identity.logins.views import status_of
from fumibako.groundwork.rules import Refused

show = require_http_methods(["GET", "POST"])


@show
@sensitive_post_parameters("password", "again")
def set_up(request: OwnerRequest) -> HttpResponse:
    """The gate leads here until it is done."""
    if request.owner.is_set_up:
        return redirect(request.shell.home.url)
    form = SetUp(request.POST or None, login=request.owner.login.name)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.set_up(
                actor=request.actor, owner=request.owner, password=given["password"], contact=given["contact"]
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            go_on(request, request.owner.login)
            messages.success(request, _("My Page has been set up. Use the new password from now on."))
            return redirect(request.shell.home.url)
    return render(request, "owners/set_up.html", {"form": form}, status=422 if form.errors else 200)


@show
@sensitive_post_parameters("old", "password", "again")
def change_password(request: OwnerRequest) -> HttpResponse:
    form = ChangePassword(request.POST or None, login=request.owner.login.name)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.change_owner_password(
                request, actor=request.actor, owner=request.owner, old=given["old"], new=given["password"]
            )
        except Refused as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            messages.success(request, _("The My Page password has been changed."))
            return redirect(request.shell.home.url)
    return render(request, "owners/password.html", {"form": form}, status=status)


@show
@sensitive_post_parameters("old")
def change_contact(request: OwnerRequest) -> HttpResponse:
    form = ChangeContact(request.POST or None, initial={"contact": request.owner.contact})
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.change_contact(
                request, actor=request.actor, owner=request.owner, old=given["old"], contact=given["contact"]
            )
        except Refused as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            messages.success(request, _("The contact mail address has been changed."))
            return redirect(request.shell.home.url)
    return render(request, "owners/contact.html", {"form": form}, status=status)

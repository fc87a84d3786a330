"""Folders of the site that ask for a password, and who gets in (D6)."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fumibako.chapters.hosting.access import services
from fumibako.chapters.hosting.access.forms import AddUser, RestrictFolder, SetRealm
from fumibako.chapters.hosting.access.models import AccessUser, Restriction
from fumibako.chapters.hosting.access.queries import folders_of
from fumibako.chapters.hosting.requests import HostingRequest, own_site
from fumibako.chapters.identity.logins.forms import SetPassword
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.once.services import once
from fumibako.groundwork.publish.queries import publication_of
from fumibako.groundwork.rules import Refused
from fumibako.machine.formats.numbers import number_of
from fumibako.machine.formats.passwords import generate
from fumibako.machine.state import Aspect

show = require_http_methods(["GET", "POST"])


@require_GET
def listed(request: HostingRequest) -> HttpResponse:
    rows = own_site(request).restrictions.annotate(number=Count("users")).order_by("path")
    return render(request, "access/list.html", {"rows": rows, "state": _state(request)})


@show
@done_once
def add(request: HostingRequest) -> HttpResponse:
    form = RestrictFolder(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.restrict_folder(actor=request.actor, site=own_site(request), **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The folder has been restricted. Now add the users who may open it."))
            return redirect("adminmenu:restriction", made.pk)
    context = {"form": form, "folders": folders_of(own_site(request))}
    return render(request, "access/add.html", context, status=422 if form.errors else 200)


@show
def restriction(request: HostingRequest, restriction: str) -> HttpResponse:
    found = _own(request, restriction)
    form = SetRealm(request.POST or None, initial={"realm": found.realm})
    if request.method == "POST" and form.is_valid():
        services.set_realm(actor=request.actor, restriction=found, realm=form.cleaned_data["realm"])
        messages.success(request, _("The title has been saved."))
        return redirect("adminmenu:restriction", found.pk)
    context = {"found": found, "users": found.users.order_by("login"), "form": form, "state": _state(request)}
    return render(request, "access/restriction.html", context, status=422 if form.errors else 200)


@show
@done_once
def lift(request: HostingRequest, restriction: str) -> HttpResponse:
    found = _own(request, restriction)
    if request.method == "POST":
        services.lift_restriction(actor=request.actor, restriction=found)
        messages.success(request, _("The restriction has been removed."))
        return redirect("adminmenu:access")
    return render(request, "access/lift.html", {"found": found})


@show
def add_user(request: HostingRequest, restriction: str) -> HttpResponse:
    found = _own(request, restriction)
    form = AddUser(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = once(request, lambda: _add_user(request, found, form))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return render(request, "access/hand_over.html", {"found": found, **made})
    context = {"found": found, "form": form}
    return render(request, "access/add_user.html", context, status=422 if form.errors else 200)


@show
def password(request: HostingRequest, restriction: str, access_user: str) -> HttpResponse:
    user = _own_user(request, restriction, access_user)
    form = SetPassword(request.POST or None, login=user.login)
    if request.method == "POST" and form.is_valid():
        try:
            made = once(request, lambda: _set_password(request, user, form))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return render(request, "access/hand_over.html", {"found": user.restriction, **made})
    context = {"found": user.restriction, "access_user": user, "form": form}
    return render(request, "access/password.html", context, status=422 if form.errors else 200)


@show
@done_once
def remove_user(request: HostingRequest, restriction: str, access_user: str) -> HttpResponse:
    user = _own_user(request, restriction, access_user)
    if request.method == "POST":
        services.remove_access_user(actor=request.actor, user=user)
        messages.success(request, _("The user has been deleted."))
        return redirect("adminmenu:restriction", restriction)
    return render(request, "access/remove_user.html", {"found": user.restriction, "access_user": user})


def _add_user(request: HostingRequest, found: Restriction, form: AddUser) -> dict[str, str]:
    login, password = form.login(), form.chosen() or generate()
    services.add_access_user(actor=request.actor, restriction=found, login=login, password=password)
    return {"login": login, "password": password}


def _set_password(request: HostingRequest, user: AccessUser, form: SetPassword) -> dict[str, str]:
    password = form.chosen() or generate()
    services.set_access_password(actor=request.actor, user=user, password=password)
    return {"login": user.login, "password": password}


def _state(request: HostingRequest) -> object:
    return publication_of(Aspect.SITE, request.domain.name)


def _own(request: HostingRequest, key: str) -> Restriction:
    return get_object_or_404(
        Restriction.objects.select_related("site__domain__customer"), site__domain=request.domain, pk=number_of(key)
    )


def _own_user(request: HostingRequest, restriction: str, key: str) -> AccessUser:
    return get_object_or_404(AccessUser, restriction=_own(request, restriction), pk=number_of(key))

"""Further users of a database (D3)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fumibako.chapters.hosting.databases import services
from fumibako.chapters.hosting.databases.forms import AddUser
from fumibako.chapters.hosting.databases.models import Database, DatabaseUser
from fumibako.chapters.hosting.databases.queries import databases_of
from fumibako.chapters.hosting.requests import HostingRequest
from fumibako.chapters.identity.logins.forms import SetPassword
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.once.services import Result, once
from fumibako.groundwork.rules import Refused
from fumibako.machine.daemons.mariadb.control import HOST
from fumibako.machine.formats.passwords import generate

show = require_http_methods(["GET", "POST"])


@show
def add(request: HostingRequest, database: str) -> HttpResponse:
    row = get_object_or_404(databases_of(request.domain), name=database[:64])
    form = AddUser(request.POST or None, site_number=row.site_id or 0)
    if request.method == "POST" and form.is_valid():
        try:
            made = once(request, lambda: _added(request, row, form))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return _hand_over(request, row, made, is_new=True)
    context = {"found": row, "form": form}
    return render(request, "databases/add_user.html", context, status=422 if form.errors else 200)


@show
def password(request: HostingRequest, database_user: str) -> HttpResponse:
    row = _own(request, database_user)
    form = SetPassword(request.POST or None, login=row.name)
    if request.method == "POST" and form.is_valid():
        try:
            made = once(request, lambda: _set_password(request, row, form))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return _hand_over(request, row.database, made, is_new=False)
    context = {"found": row.database, "row": row, "form": form}
    return render(request, "databases/user_password.html", context, status=422 if form.errors else 200)


@show
@done_once
def drop(request: HostingRequest, database_user: str) -> HttpResponse:
    row = _own(request, database_user)
    if request.method == "POST":
        services.drop_database_user(actor=request.actor, user=row)
        messages.success(request, _("The user has been deleted."))
        return redirect("adminmenu:database", row.database.name)
    return render(request, "databases/drop_user.html", {"found": row.database, "row": row})


def _added(request: HostingRequest, row: Database, form: AddUser) -> Result:
    given, password = form.cleaned_data, form.chosen() or generate()
    made = services.add_database_user(
        actor=request.actor, database=row, name=given["name"], password=password, reads_only=given["reads_only"]
    )
    return {"user": made.name, "password": password}


def _set_password(request: HostingRequest, row: DatabaseUser, form: SetPassword) -> Result:
    password = form.chosen() or generate()
    services.set_user_password(actor=request.actor, user=row, password=password)
    return {"user": row.name, "password": password}


def _hand_over(request: HostingRequest, row: Database, made: Result, *, is_new: bool) -> HttpResponse:
    context = {"found": row, "host": HOST, "is_new": is_new, **made}
    return render(request, "databases/hand_over_user.html", context)


def _own(request: HostingRequest, name: str) -> DatabaseUser:
    of_it = DatabaseUser.objects.select_related("database").filter(database__in=databases_of(request.domain))
    return get_object_or_404(of_it, name=name[:64])

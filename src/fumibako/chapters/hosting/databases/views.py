"""The databases of the administrator's website (D3)."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fumibako.chapters.hosting.databases import services
from fumibako.chapters.hosting.databases.forms import AddDatabase, ConfirmName, LoadDump
from fumibako.chapters.hosting.databases.jobs import DUMP, LOAD, dump_database, load_database
from fumibako.chapters.hosting.databases.models import Database
from fumibako.chapters.hosting.databases.queries import databases_of, sized
from fumibako.chapters.hosting.requests import HostingRequest, job_owner, own_site
from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.identity.logins.forms import SetPassword
from fumibako.chapters.identity.logins.middleware import sign_in_of
from fumibako.chapters.identity.logins.models import Login, SignIn
from fumibako.groundwork.jobs.queries import jobs_of
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.once.services import Result, once
from fumibako.groundwork.publish.queries import publication_of
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.tenancy.roles import Duty, may_change
from fumibako.machine.daemons.mariadb.control import HOST, Mariadbs
from fumibako.machine.formats.passwords import generate
from fumibako.machine.provision.client import AgentDown, AgentRefused
from fumibako.machine.state import Aspect

show = require_http_methods(["GET", "POST"])
SHOWN_JOBS = 5


@require_GET
def listed(request: HostingRequest) -> HttpResponse:
    own_site(request)
    rows = sized(request.domain)
    return render(request, "databases/list.html", {"rows": rows, "host": HOST, "state": _state(request)})


@show
def add(request: HostingRequest) -> HttpResponse:
    site = own_site(request)
    form = AddDatabase(request.POST or None, site_number=site.pk)
    if request.method == "POST" and form.is_valid():
        try:
            made = once(request, lambda: _added(request, site, form))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return _hand_over(request, made, is_new=True)
    return render(request, "databases/add.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def database(request: HostingRequest, database: str) -> HttpResponse:
    row = _own(request, database)
    size = next((each.bytes for each in sized(request.domain) if each.database == row), None)
    owner = job_owner(request)
    jobs = [*jobs_of((owner,), DUMP).filter(arguments__database=row.pk)[:SHOWN_JOBS]]
    jobs += jobs_of((owner,), LOAD).filter(arguments__database=row.pk)[:SHOWN_JOBS]
    jobs.sort(key=lambda job: job.created_at, reverse=True)
    tool = f"https://{request.get_host().partition(':')[0]}:{settings.FUMIBAKO.ports.phpmyadmin}/{row.name}/"
    context = {"found": row, "bytes": size, "host": HOST, "jobs": jobs[:SHOWN_JOBS], "state": _state(request)}
    context |= {"users": row.users.order_by("name"), "tool": tool, "may_open": _session(request) is not None}
    return render(request, "databases/database.html", context)


@show
def password(request: HostingRequest, database: str) -> HttpResponse:
    row = _own(request, database)
    form = SetPassword(request.POST or None, login=row.name)
    if request.method == "POST" and form.is_valid():
        try:
            made = once(request, lambda: _set_password(request, row, form))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return _hand_over(request, made, is_new=False)
    context = {"found": row, "form": form}
    return render(request, "databases/password.html", context, status=422 if form.errors else 200)


@require_GET
def tool(request: HostingRequest, database: str) -> HttpResponse:
    """nginx asks before each request of phpMyAdmin's: the database's login for it, in headers that no browser sees."""
    row, sign_in = _own(request, database), _session(request)
    if sign_in is None:
        return redirect("adminmenu:database", row.name)
    try:
        password = services.open_database(
            actor=request.actor, sign_in=sign_in, database=row, mariadb=Mariadbs(settings.FUMIBAKO)
        )
    except (AgentDown, AgentRefused):
        return redirect("adminmenu:database", row.name)
    return HttpResponse(status=204, headers={"X-Database-User": row.name, "X-Database-Password": password})


@require_POST
def dump(request: HostingRequest, database: str) -> HttpResponse:
    job = services.start_dump(
        actor=request.actor, database=_own(request, database), owner=job_owner(request), kind=dump_database
    )
    return redirect("jobs:job", job.pk)


@show
@done_once
def load(request: HostingRequest, database: str) -> HttpResponse:
    row = _own(request, database)
    form = LoadDump(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            job = services.start_load(
                actor=request.actor,
                database=row,
                file_name=file.name if file else "",
                content=file.chunks() if file else (),
                path=form.cleaned_data["path"],
                empties=form.cleaned_data["before"] == "emptied",
                owner=job_owner(request),
                kind=load_database,
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("jobs:job", job.pk)
    return render(request, "databases/load.html", {"found": row, "form": form}, status=422 if form.errors else 200)


@show
@done_once
def drop(request: HostingRequest, database: str) -> HttpResponse:
    row = _own(request, database)
    form = ConfirmName(request.POST or None, expected=row.name)
    if request.method == "POST" and form.is_valid():
        services.drop_database(actor=request.actor, database=row)
        messages.success(request, _("The database has been deleted."))
        return redirect("adminmenu:databases")
    return render(request, "databases/drop.html", {"found": row, "form": form}, status=422 if form.errors else 200)


def _hand_over(request: HostingRequest, made: Result, *, is_new: bool) -> HttpResponse:
    found = _own(request, made["name"])
    context = {"found": found, "host": HOST, "password": made["password"], "is_new": is_new}
    return render(request, "databases/hand_over.html", context)


def _added(request: HostingRequest, site: Site, form: AddDatabase) -> Result:
    password = form.chosen() or generate()
    made = services.add_database(actor=request.actor, site=site, name=form.cleaned_data["name"], password=password)
    return {"name": made.name, "password": password}


def _set_password(request: HostingRequest, row: Database, form: SetPassword) -> Result:
    password = form.chosen() or generate()
    services.set_database_password(actor=request.actor, database=row, password=password)
    return {"name": row.name, "password": password}


def _session(request: HostingRequest) -> SignIn | None:
    """The session in which phpMyAdmin may be open: of somebody who may change databases, and not of support."""
    return sign_in_of(request, Login.Kind.MEMBER) if may_change(request.role, Duty.WEB) else None


def _state(request: HostingRequest) -> object:
    return publication_of(Aspect.DATABASES, request.domain.name)


def _own(request: HostingRequest, name: str) -> Database:
    return get_object_or_404(databases_of(request.domain), name=name[:64])

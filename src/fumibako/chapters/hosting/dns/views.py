"""The DNS records of the administrator's domain (D9)."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fumibako.chapters.hosting.dns import services
from fumibako.chapters.hosting.dns.forms import EXAMPLES, AddRecord, ChangeRecord, ImportZone, SetSecondaries
from fumibako.chapters.hosting.dns.importing import merged
from fumibako.chapters.hosting.dns.queries import (
    content_of,
    current,
    difference,
    found_in,
    history,
    once_there,
    secondaries_of,
    versions_of,
)
from fumibako.chapters.hosting.dns.records import TYPES, Record
from fumibako.chapters.hosting.dns.standard import name_servers
from fumibako.chapters.hosting.requests import HostingRequest
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.publish.queries import publication_of
from fumibako.groundwork.rules import Refused
from fumibako.machine.formats.numbers import number_of
from fumibako.machine.state import Aspect

SHOWN = 50
show = require_http_methods(["GET", "POST"])


@require_GET
def listed(request: HostingRequest) -> HttpResponse:
    content = current(request.domain)
    kind, search = request.GET.get("type", ""), request.GET.get("search", "").strip().lower()[:100]
    records = content.published()
    found = [r for r in records if kind in ("", r.type) and (search in r.name or search in r.value.lower())]
    context = {
        "records": found,
        "total": len(records),
        "left_out": content.left_out(),
        "version": versions_of(request.domain).first(),
        "state": publication_of(Aspect.ZONE, request.domain.name),
        "types": TYPES,
        "asked": {"type": kind, "search": search},
        "name_servers": name_servers(settings.FUMIBAKO),
    }
    return render(request, "dns/list.html", context)


@show
@done_once
def add(request: HostingRequest) -> HttpResponse:
    form = AddRecord(request.POST or None, domain=request.domain)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_record(actor=request.actor, domain=request.domain, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The record has been added."))
            return redirect("adminmenu:dns")
    context = {"form": form, "examples": EXAMPLES}
    return render(request, "dns/add.html", context, status=422 if form.errors else 200)


@show
@done_once
def bring(request: HostingRequest) -> HttpResponse:
    """Take over a zone file, after a page that says what changes."""
    form = ImportZone(request.POST or None, domain=request.domain)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        if "is_confirmed" not in request.POST:
            return render(request, "dns/import_sure.html", _preview(request, form, text))
        try:
            found = services.import_zone(actor=request.actor, domain=request.domain, text=text)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Records taken over: %(number)s") % {"number": found.added})
            return redirect("adminmenu:dns")
    return render(request, "dns/import.html", {"form": form}, status=422 if form.errors else 200)


def _preview(request: HostingRequest, form: ImportZone, text: str) -> dict[str, object]:
    now = current(request.domain)
    found = merged(request.domain.name, now, text)
    return {"form": form, "change": difference(now, found.content), "left_out": found.left_out[:SHOWN]}


@show
def secondaries(request: HostingRequest) -> HttpResponse:
    """Name servers elsewhere that fetch the zone."""
    before = secondaries_of(request.domain)
    form = SetSecondaries(request.POST or None, initial={"addresses": "\n".join(before)})
    if request.method == "POST" and form.is_valid():
        services.set_secondaries(actor=request.actor, domain=request.domain, **form.cleaned_data)
        messages.success(request, _("The secondary name servers have been saved."))
        return redirect("adminmenu:dns_secondaries")
    state = publication_of(Aspect.ZONE, request.domain.name)
    context = {"form": form, "state": state, "name_servers": name_servers(settings.FUMIBAKO)}
    return render(request, "dns/secondaries.html", context, status=422 if form.errors else 200)


@show
def change(request: HostingRequest, record: str) -> HttpResponse:
    """What is typed stays, also where somebody else was quicker."""
    found = _seen(request, record)
    initial = {"name": found.name, "value": found.value, "ttl": found.ttl}
    form = ChangeRecord(request.POST or None, initial=initial, domain=request.domain, before=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_record(actor=request.actor, domain=request.domain, key=record, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The record has been changed."))
            return redirect("adminmenu:dns")
    context = {"form": form, "record": found, "examples": [each for each in EXAMPLES if each[0] == found.type]}
    return render(request, "dns/change.html", context, status=422 if form.errors else 200)


@show
@done_once
def delete(request: HostingRequest, record: str) -> HttpResponse:
    found, refusal = _seen(request, record), None
    if request.method == "POST":
        try:
            services.delete_record(actor=request.actor, domain=request.domain, key=record)
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, _("The record has been deleted."))
            return redirect("adminmenu:dns")
    context = {"record": found, "refusal": refusal}
    return render(request, "dns/delete.html", context, status=422 if refusal else 200)


@require_POST
def restore(request: HostingRequest) -> HttpResponse:
    try:
        services.restore_standard(actor=request.actor, domain=request.domain, set_name=request.POST.get("set", ""))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The service's own records are published again."))
    return redirect("adminmenu:dns")


@require_GET
def past(request: HostingRequest) -> HttpResponse:
    rows = history(request.domain)
    state = publication_of(Aspect.ZONE, request.domain.name)
    return render(request, "dns/history.html", {"rows": rows, "state": state})


@show
@done_once
def go_back(request: HostingRequest, version: str) -> HttpResponse:
    found, refusal = versions_of(request.domain).filter(pk=number_of(version)).first(), None
    if found is None:
        raise Http404
    if request.method == "POST":
        try:
            services.go_back(actor=request.actor, domain=request.domain, number=found.number)
        except Refused as refused:
            refusal = refused
        else:
            messages.success(request, _("Version %(number)s is published again.") % {"number": found.number})
            return redirect("adminmenu:dns")
    change = difference(current(request.domain), content_of(found))
    context = {"version": found, "change": change, "refusal": refusal}
    return render(request, "dns/go_back.html", context, status=422 if refusal else 200)


def _seen(request: HostingRequest, key: str) -> Record:
    """Of a form that is sent: what it was about, be it there or not."""
    found = found_in(current(request.domain), key)
    if found is None and request.method == "POST":
        found = once_there(request.domain, key)
    if found is None:
        raise Http404
    return found

"""A site's access and error log: look, filter, download (D13)."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from fumibako.chapters.hosting.logs.forms import AskLog
from fumibako.chapters.hosting.logs.queries import read_log, whole_log
from fumibako.chapters.hosting.requests import HostingRequest, own_site
from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.hosting.sites.queries import hosts_of
from fumibako.machine.daemons.sites.control import Asked, Lines
from fumibako.machine.provision.client import AgentDown, AgentRefused


@require_GET
def logs(request: HostingRequest) -> HttpResponse:
    site = own_site(request)
    form, asked, host = _asked(request, site)
    found, is_away = Lines([], 0), False
    if asked:
        try:
            found = read_log(site, host, asked)
        except AgentRefused as error:
            raise Http404 from error
        except AgentDown:
            is_away = True
    context = {
        "form": form,
        "asked": asked,
        "lines": found.lines,
        "older": _address(asked, host, before=found.before) if asked and found.before else "",
        "whole": _address(asked, host) if asked else "",
        "host": host,
        "has_hosts": len(hosts_of(site)) > 1,
        "is_away": is_away,
        "follow": _address(asked, host) if asked else "",
        "is_following": asked is not None and form.cleaned_data["follow"] and asked.before is None,
    }
    return render(request, "logs/logs.html", context, status=422 if form.errors else 200)


@require_GET
def download(request: HostingRequest) -> HttpResponse:
    site = own_site(request)
    _, asked, host = _asked(request, site)
    if asked is None:
        raise Http404
    try:
        text = whole_log(site, host, asked)
    except AgentRefused as error:
        raise Http404 from error
    except AgentDown:
        return redirect(reverse("adminmenu:web_logs") + _address(asked, host))  # which says so
    name = "-".join(filter(None, (host, asked.kind, asked.day)))
    headers = {"Content-Disposition": f'attachment; filename="{name}.log"'}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)


def _asked(request: HostingRequest, site: Site) -> tuple[AskLog, Asked | None, str]:
    """What is asked, and of which host. None: the form says what cannot be read. Raises Http404 for what is no log."""
    domain = site.domain.name
    form = AskLog({"log": "access", "host": domain, **request.GET.dict()}, hosts=hosts_of(site))
    if not form.is_valid():
        if {"log", "host", "before"} & form.errors.keys():
            raise Http404
        return form, None, form.chosen_host or domain
    given = form.cleaned_data
    day = given["day"].isoformat() if given["day"] else ""
    return form, Asked(given["log"] or "access", day, given["search"], given["before"]), form.chosen_host or domain


def _address(asked: Asked, host: str, before: int = 0) -> str:
    parts = {"host": host, "log": asked.kind, "day": asked.day, "search": asked.words, "before": before}
    return "?" + urlencode({name: value for name, value in parts.items() if value})

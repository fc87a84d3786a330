"""A site's access and error log: look, filter, download (D13)."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from fumibako.chapters.hosting.logs.forms import AskLog
from fumibako.chapters.hosting.logs.queries import read_log, whole_log
from fumibako.chapters.hosting.requests import HostingRequest, own_site
from fumibako.machine.daemons.sites.control import Asked, Lines
from fumibako.machine.provision.client import AgentDown, AgentRefused


@require_GET
def logs(request: HostingRequest) -> HttpResponse:
    form, asked = _asked(request)
    found, is_away = Lines([], 0), False
    if asked:
        try:
            found = read_log(own_site(request), asked)
        except AgentRefused as error:
            raise Http404 from error
        except AgentDown:
            is_away = True
    context = {
        "form": form,
        "asked": asked,
        "lines": found.lines,
        "older": _address(asked, before=found.before) if asked and found.before else "",
        "whole": _address(asked) if asked else "",
        "is_away": is_away,
    }
    return render(request, "logs/logs.html", context, status=422 if form.errors else 200)


@require_GET
def download(request: HostingRequest) -> HttpResponse:
    site, (_, asked) = own_site(request), _asked(request)
    if asked is None:
        raise Http404
    try:
        text = whole_log(site, asked)
    except AgentRefused as error:
        raise Http404 from error
    except AgentDown:
        return redirect(reverse("adminmenu:web_logs") + _address(asked))  # which says so
    name = "-".join(filter(None, (site.domain.name, asked.kind, asked.day)))
    headers = {"Content-Disposition": f'attachment; filename="{name}.log"'}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)


def _asked(request: HostingRequest) -> tuple[AskLog, Asked | None]:
    """None: the form says what cannot be read. Raises Http404 for what is no log."""
    form = AskLog({"log": "access", **request.GET.dict()})
    if not form.is_valid():
        if {"log", "before"} & form.errors.keys():
            raise Http404
        return form, None
    given = form.cleaned_data
    day = given["day"].isoformat() if given["day"] else ""
    return form, Asked(given["log"] or "access", day, given["search"], given["before"])


def _address(asked: Asked, before: int = 0) -> str:
    parts = {"log": asked.kind, "day": asked.day, "search": asked.words, "before": before}
    return "?" + urlencode({name: value for name, value in parts.items() if value})

"""Pages that belong to no chapter: choices of language and colours, what browsers report, what went wrong."""

import json
import logging
import sys
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.core.paginator import Paginator
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fumibako.groundwork.ui.alerts import Alert, Tone
from fumibako.groundwork.ui.charts import drawing
from fumibako.groundwork.ui.context import THEME_COOKIE, THEMES
from fumibako.groundwork.ui.shell import Link

log = logging.getLogger("fumibako.ui")
YEAR = 365 * 24 * 3600
LONGEST_REPORT = 8192
REPORTS_A_MINUTE = 20
SAMPLE = (3, 5, 4, 8, 13, 21, 18, 24, 19, 12, 9, 6)


def here_or(request: HttpRequest, way: str, otherwise: str) -> str:
    """The way back that a form names, if it leads to this site and is a plain path."""
    is_ours = way.startswith("/") and url_has_allowed_host_and_scheme(way, None) and way.isprintable()
    return way if is_ours else otherwise


@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language or colours in a cookie and go back. Works without script; a bookmark leads to the first
    page."""
    response = HttpResponseRedirect(here_or(request, request.POST.get("next", ""), "/"))
    language, theme = request.POST.get("language"), request.POST.get("theme")
    if language in dict(settings.LANGUAGES):
        _keep(response, settings.LANGUAGE_COOKIE_NAME, language)
    if theme in THEMES:
        _keep(response, THEME_COOKIE, theme)
    return response


def _keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=YEAR, secure=True, httponly=True, samesite="Lax", path="/")


@csrf_exempt  # browsers send reports without a token; nothing is changed by one
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """Log what a browser blocked, a few a minute: a report is a sign of a hole or of a mistake of ours."""
    body = request.read(LONGEST_REPORT)
    number = cache.get_or_set("ui.csp_reports", 0, 60) or 0
    if number < REPORTS_A_MINUTE:
        cache.set("ui.csp_reports", number + 1, 60)
        try:
            report = json.loads(body)["csp-report"]
            facts = [str(report.get(key, ""))[:200] for key in ("document-uri", "violated-directive", "blocked-uri")]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return HttpResponse(status=400)
        log.warning("CSP: on %r, %r stopped %r", *facts)
    return HttpResponse(status=204)


@require_GET
def style(request: HttpRequest) -> HttpResponse:
    """Every component on one page."""
    ends = timezone.localtime().replace(minute=0, second=0, microsecond=0)
    samples = [(ends - timedelta(hours=23 - hour), SAMPLE[hour % len(SAMPLE)]) for hour in range(24)]
    context = {
        "page": Paginator(range(1234), 50).page(2),
        "drawing": drawing(samples, ends - timedelta(days=1), ends),
        "alerts": (
            Alert(Tone.DANGER, gettext("The last change could not be applied."), url="#main", link=gettext("Details")),
            Alert(Tone.WARN, gettext("Almost full"), items=("hanako@sample.example", "taro@sample.example")),
        ),
        "tabs": (Link(gettext("List"), "#main", is_here=True), Link(gettext("Export"), "#csv")),
    }
    return render(request, "ui/style.html", context)


@require_GET
def style_question(request: HttpRequest) -> HttpResponse:
    """What its dialog asks, as a page."""
    return render(request, "ui/style_question.html")


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token, most often one that was open since before a login."""
    log.info("CSRF: %r %s", request.path, reason)
    return render(request, "ui/csrf.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """500, or 503 where the database is away. Draws nothing that could break again."""
    # Away, locked or too slow; what else a database objects to is a mistake of ours.
    is_database = isinstance(sys.exc_info()[1], (OperationalError, InterfaceError))
    template = "503.html" if is_database else "500.html"
    # No request: the context processors stay out.
    response = render(None, template, {"was_sent": request.method == "POST"}, status=503 if is_database else 500)
    if is_database:
        response.headers["Retry-After"] = "60"
    return response

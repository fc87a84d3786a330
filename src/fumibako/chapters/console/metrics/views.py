"""Figures for the operator and for Prometheus (E7)."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fumibako.chapters.console.health.report import read
from fumibako.chapters.console.metrics import exposition, rules, services
from fumibako.chapters.console.metrics.alarms import thresholds_now
from fumibako.chapters.console.metrics.figures import CHARTS, figures
from fumibako.chapters.console.metrics.forms import SetAccess, SetThresholds
from fumibako.chapters.console.metrics.models import Access, Alarm, Sample
from fumibako.chapters.console.requests import OperatorRequest
from fumibako.chapters.identity.logins.sessions import remote_of
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.ui.charts import Sampled, drawing

PERIODS = {"1": 1, "7": 7, "31": 31}
LATEST_ALARMS = 20


@require_GET
def charts(request: OperatorRequest) -> HttpResponse:
    days = PERIODS.get(request.GET.get("days", ""), 1)
    ends = timezone.now()
    begins = ends - timedelta(days=days)
    rows = Sample.objects.filter(at__gt=begins, at__lte=ends).order_by("at").values_list("name", "at", "value")
    by_name: dict[str, list[Sampled]] = {}
    for name, at, value in rows:
        by_name.setdefault(name, []).append((at, value))
    drawn = [(chart, drawing(by_name.get(chart.name, []), begins, ends, chart.unit)) for chart in CHARTS]
    alarms = Alarm.objects.exclude(told_at=None).order_by("-began_at")[:LATEST_ALARMS]
    context = {"drawn": drawn, "days": days, "periods": PERIODS.values(), "alarms": alarms}
    return render(request, "metrics/charts.html", context)


@require_http_methods(["GET", "POST"])
def access(request: OperatorRequest) -> HttpResponse:
    now = _access()
    form = SetAccess(request.POST or None, initial={"networks": now.networks, "alarm_address": now.alarm_address})
    if request.method == "POST" and form.is_valid():
        try:
            services.set_access(actor=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The settings have been saved."))
            return redirect("console:metrics_access")
    context = {"form": form, "has_token": bool(now.token_hash)}
    return render(request, "metrics/access.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def thresholds(request: OperatorRequest) -> HttpResponse:
    now = thresholds_now()
    form = SetThresholds(request.POST or None, initial={name: getattr(now, name) for name in rules.THRESHOLDS})
    if request.method == "POST" and form.is_valid():
        try:
            services.set_thresholds(actor=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The settings have been saved."))
            return redirect("console:metrics_thresholds")
    return render(request, "metrics/thresholds.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def issue_token(request: OperatorRequest) -> HttpResponse:
    """The page after it is the only place where the token is ever shown."""
    token = services.issue_token(actor=request.actor)
    return render(request, "metrics/token.html", {"token": token})


@require_GET
def exposed(request: HttpRequest) -> HttpResponse:
    """For programs: 403 for whoever shows no token and comes from nowhere that is listed."""
    kind, _blank, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip() if kind.lower() == "bearer" else ""
    if not rules.may_read(_access(), remote=remote_of(request), token=token):
        return HttpResponse("forbidden\n", status=403, content_type="text/plain")
    now = timezone.now()
    found = figures(read(settings.FUMIBAKO.health_file, now), now)
    answer = HttpResponse(exposition.written(found), content_type=exposition.CONTENT_TYPE)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _access() -> Access:
    return Access.objects.filter(pk=1).first() or Access()

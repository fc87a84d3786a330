"""Sender authentication of the administrator's domain (B14)."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fumibako.chapters.hosting.requests import HostingRequest
from fumibako.chapters.hosting.sender_domains import keys, mta_sts, queries, services
from fumibako.chapters.hosting.sender_domains.forms import SetSenderSettings, TakeReport
from fumibako.chapters.hosting.sender_domains.records import Standing
from fumibako.chapters.hosting.sender_domains.words import PURPOSES, words_of, words_of_connection, words_of_source
from fumibako.groundwork.publish.queries import publication_of, wait_until_settled
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state import Aspect


@require_http_methods(["GET", "POST"])
def sender_domain(request: HostingRequest) -> HttpResponse:
    row = queries.settings_of(request.domain)
    initial = {"is_enforced": row.is_enforced, "mta_sts": row.mta_sts}
    form = SetSenderSettings(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_sender_settings(actor=request.actor, domain=request.domain, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The settings have been saved."))
            return redirect("adminmenu:sender_domain")
    return _page(request, form=form, status=422 if form.errors else 200)


@require_POST
def check(request: HostingRequest) -> HttpResponse:
    try:
        keys.check(actor=request.actor, config=settings.FUMIBAKO, domain=request.domain)
    except Refused as refusal:
        return _page(request, refusal=refusal)
    return redirect("adminmenu:sender_domain")


@require_POST
def publish(request: HostingRequest) -> HttpResponse:
    """What is missing comes into the zone, and as soon as it is live it is looked for."""
    try:
        number = services.publish_records(actor=request.actor, domain=request.domain)
        wait_until_settled(Aspect.ZONE, request.domain.name)
        keys.check(actor=request.actor, config=settings.FUMIBAKO, domain=request.domain)
    except Refused as refusal:
        return _page(request, refusal=refusal)
    words = ngettext(
        "%(number)s record has been put into the DNS.", "%(number)s records have been put into the DNS.", number
    )
    messages.success(request, words % {"number": number})
    return redirect("adminmenu:sender_domain")


@require_http_methods(["GET", "POST"])
def new_key(request: HostingRequest) -> HttpResponse:
    refusal = None
    if request.method == "POST":
        try:
            keys.make_key(actor=request.actor, config=settings.FUMIBAKO, domain=request.domain)
        except Refused as error:
            refusal = error
        else:
            messages.success(request, _("The new key is there. It is used as soon as its record is in the DNS."))
            return redirect("adminmenu:sender_domain")
    context = {"refusal": refusal, "is_ours": queries.settings_of(request.domain).is_zone_ours}
    return render(request, "sender_domains/new_key.html", context, status=409 if refusal else 200)


@require_http_methods(["GET", "POST"])
def reports(request: HostingRequest) -> HttpResponse:
    """Who sends in the domain's name, as others report it. A report that is sent twice is there once."""
    domain = request.domain
    form = TakeReport(request.POST or None, request.FILES or None, domain=domain.name)
    if request.method == "POST" and form.is_valid() and form.report:
        services.take_report(actor=request.actor, domain=domain, report=form.report)
        messages.success(request, _("The report of %(reporter)s has been read.") % {"reporter": form.report.reporter})
        return redirect("adminmenu:sender_reports")
    context = {
        "form": form,
        "reports": queries.reports_of(domain),
        "sources": [(source, words_of_source(source)) for source in queries.sources_of(domain)],
        "connections": [
            (result, total, words_of_connection(result)) for result, total in queries.connections_of(domain)
        ],
    }
    return render(request, "sender_domains/reports.html", context, status=422 if form.errors else 200)


@require_GET
def policy(request: HttpRequest) -> HttpResponse:
    """MTA-STS: nginx says for which domain mta-sts.DOMAIN was called."""
    called = request.headers.get("X-Mail-Domain", "").lower()
    domain = Domain.objects.filter(name=called).first()
    if domain is None:
        raise Http404
    text = mta_sts.policy(queries.settings_of(domain).mta_sts, settings.FUMIBAKO.hostname)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def _page(
    request: HostingRequest,
    *,
    form: SetSenderSettings | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    row, lines = queries.settings_of(request.domain), queries.lines_of(request.domain)
    context = {
        "form": form or SetSenderSettings(initial={"is_enforced": row.is_enforced, "mta_sts": row.mta_sts}),
        "refusal": refusal,
        "row": row,
        "lines": [
            (line, *PURPOSES[line.record.purpose], words_of(line.record.purpose, line.standing)) for line in lines
        ],
        "missing": sum(line.standing is Standing.MISSING for line in lines),
        "key_days": settings.FUMIBAKO.settings.mail.dkim_key_days,
        "signing": queries.signing_key(request.domain),
        "newest": queries.newest_key(request.domain),
        "state": publication_of(Aspect.DOMAIN, request.domain.name),
    }
    return render(request, "sender_domains/sender_domain.html", context, status=409 if refusal else status)

"""The health page (E6)."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fumibako.chapters.console.customers.queries import customers
from fumibako.chapters.console.health import services
from fumibako.chapters.console.health.report import Report, read
from fumibako.chapters.console.metrics.queries import latest
from fumibako.chapters.console.requests import OperatorRequest
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.groundwork.publish.queries import pending, refused
from fumibako.groundwork.rules import Refused
from fumibako.machine.formats.numbers import number_of

MEASURED = ("queue_mails", "queue_oldest_seconds", "deliveries_sent", "deliveries_failed", "disk_free_bytes")


@require_GET
def health(request: OperatorRequest) -> HttpResponse:
    context = {"report": _report(), "pending": pending()[:20], "refused": refused()[:20]}
    return render(request, "health/health.html", context)


@require_POST
def retry_change(request: OperatorRequest) -> HttpResponse:
    try:
        services.retry_change(actor=request.actor, pk=number_of(request.POST.get("publication")))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The change is being tried again."))
    return redirect("console:health")


@require_GET
def desk(request: OperatorRequest) -> HttpResponse:
    """The console's first page: what needs somebody, and who came last."""
    context = {
        "customers": customers()[:10],
        "customers_number": customers().count(),
        "accounts_number": Mailbox.objects.count(),
        "pending_number": pending().count(),
        "refused_number": refused().count(),
        "measured": latest(timezone.now(), *MEASURED),
    }
    return render(request, "health/desk.html", context)


def _report() -> Report:
    return read(settings.FUMIBAKO.health_file, timezone.now())

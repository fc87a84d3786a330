"""The health page (E6)."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from fumibako.chapters.console.customers.queries import customers
from fumibako.chapters.console.health.report import Report, read
from fumibako.chapters.console.requests import OperatorRequest
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.groundwork.publish.models import Publication
from fumibako.groundwork.publish.queries import pending


@require_GET
def health(request: OperatorRequest) -> HttpResponse:
    refused = Publication.objects.filter(outcome=Publication.Outcome.REFUSED).order_by("-settled_at")
    context = {"report": _report(), "pending": pending()[:20], "refused": refused[:20]}
    return render(request, "health/health.html", context)


@require_GET
def desk(request: OperatorRequest) -> HttpResponse:
    """The console's first page: is everything well, and who came last."""
    context = {
        "report": _report(),
        "customers": customers()[:10],
        "customers_number": customers().count(),
        "accounts_number": Mailbox.objects.count(),
        "pending_number": pending().count(),
        "refused_number": Publication.objects.filter(outcome=Publication.Outcome.REFUSED).count(),
    }
    return render(request, "health/desk.html", context)


def _report() -> Report:
    return read(settings.FUMIBAKO.health_file, timezone.now())

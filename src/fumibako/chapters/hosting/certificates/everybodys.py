"""The certificates of all customers, for the provider: what ends first stands first (E6)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from fumibako.chapters.hosting.certificates.models import HostCertificate
from fumibako.chapters.hosting.certificates.queries import WARNING_DAYS
from fumibako.groundwork.tenancy.models import Customer

A_PAGE = 50


@dataclass(frozen=True)
class Row:
    """days: until it expires, less than 0 afterwards; None where there is no certificate yet."""

    row: HostCertificate
    customer: Customer
    days: int | None

    @property
    def is_ending(self) -> bool:
        return self.days is not None and 0 <= self.days < WARNING_DAYS[0]


@require_GET
def everybodys(request: Any) -> HttpResponse:
    search, now = request.GET.get("search", "")[:100].strip().lower(), timezone.now()
    found = HostCertificate.objects.select_related("site__domain__customer").exclude(pem="", trouble="")
    if search:
        found = found.filter(Q(host__icontains=search) | Q(site__domain__customer__number=search.upper()))
    if is_troubled := request.GET.get("only") == "trouble":
        ending = Q(expires_at__lt=now + timedelta(days=WARNING_DAYS[0]))
        found = found.filter(ending | ~Q(trouble=""))
    ordered = found.order_by(F("expires_at").asc(nulls_first=True), "host")
    page = Paginator(ordered, A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": [_row(each, now) for each in page], "search": search, "is_troubled": is_troubled}
    return render(request, "certificates/everybodys.html", context)


def _row(row: HostCertificate, now: datetime) -> Row:
    days = (row.expires_at - now).days if row.expires_at and row.pem else None
    return Row(row, row.site.domain.customer, days)

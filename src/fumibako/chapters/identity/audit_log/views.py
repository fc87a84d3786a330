"""The audit log (B13): one list, for a customer's administrators and for the provider."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from fumibako.chapters.identity.audit_log.forms import ConsoleExportForm, ConsoleSearchForm, ExportForm, SearchForm
from fumibako.chapters.identity.audit_log.queries import Search, entries_of, everybodys_entries
from fumibako.chapters.identity.audit_log.rows import Row, as_customer, whole
from fumibako.chapters.identity.audit_log.services import MAX_ROWS, export
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.tenancy.models import Customer
from fumibako.machine.formats.csvfile import Charset

A_PAGE = 50


@require_GET
def own(request: Any) -> HttpResponse:
    customer = request.domain.customer
    form = SearchForm(request.GET or None)
    search = _search(form)
    rows = entries_of(customer, search) if search else Entry.objects.none()
    return _page(request, form, rows, reverse("adminmenu:audit_log"))


@require_GET
def everybodys(request: Any) -> HttpResponse:
    form = ConsoleSearchForm(request.GET or None)
    search = _search(form)
    rows = everybodys_entries(search) if search else Entry.objects.none()
    return _page(request, form, rows, reverse("console:audit_log"), is_console=True)


@require_GET
def of_customer(request: Any, number: str) -> HttpResponse:
    """For the provider, who sees all of it."""
    customer, form = get_object_or_404(Customer, number=number), SearchForm(request.GET or None)
    search = _search(form)
    rows = everybodys_entries(search).filter(customer_number=number) if search else Entry.objects.none()
    place = reverse("console:customer_audit_log", args=(number,))
    return _page(request, form, rows, place, customer=customer, is_console=True)


@require_http_methods(["GET", "POST"])
def export_own(request: Any) -> HttpResponse:
    customer, form = request.domain.customer, ExportForm(request.POST or None, initial=request.GET.dict())
    search = form.search() if form.is_bound else None
    found = entries_of(customer, search) if search else Entry.objects.none()
    return _export(request, form, found, customer=customer, seen=_as_customer)


@require_http_methods(["GET", "POST"])
def export_everybodys(request: Any) -> HttpResponse:
    form = ConsoleExportForm(request.POST or None, initial=request.GET.dict())
    search = form.search() if form.is_bound else None
    found = everybodys_entries(search) if search else Entry.objects.none()
    return _export(request, form, found, customer=None, seen=whole)


def _export(
    request: Any,
    form: ExportForm,
    found: QuerySet[Entry],
    *,
    customer: Customer | None,
    seen: Callable[[Iterable[Entry]], Iterable[Row]],
) -> HttpResponse:
    if not (form.is_bound and form.is_valid()):
        context = {"form": form, "most": MAX_ROWS, "is_console": customer is None}
        return render(request, "audit_log/export.html", context, status=422 if form.errors else 200)
    charset = Charset(form.cleaned_data["charset"])
    content = export(actor=request.actor, customer=customer, found=found, seen=seen, charset=charset)
    disposition = content_disposition_header(as_attachment=True, filename=f"audit-{timezone.localdate():%Y%m%d}.csv")
    return HttpResponse(content, content_type="text/csv", headers={"Content-Disposition": disposition})


def _as_customer(entries: Iterable[Entry]) -> list[Row]:
    return [as_customer(entry) for entry in entries]


def _search(form: SearchForm) -> Search | None:
    return form.search() if form.is_bound else Search()


def _page(
    request: Any,
    form: SearchForm,
    rows: QuerySet[Entry],
    place: str,
    *,
    customer: Customer | None = None,
    is_console: bool = False,
) -> HttpResponse:
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": whole(page.object_list) if is_console else _as_customer(page.object_list),
        "place": place,
        "export": "" if customer else reverse(f"{'console' if is_console else 'adminmenu'}:export_audit_log"),
        "customer": customer,
        "is_console": is_console,
        "is_searched": bool(request.GET),
    }
    return render(request, "audit_log/list.html", context, status=422 if form.errors else 200)

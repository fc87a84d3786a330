"""The audit log (B13): one list, for a customer's administrators and for the provider."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_GET

from fumibako.chapters.identity.audit_log.forms import ConsoleSearchForm, SearchForm
from fumibako.chapters.identity.audit_log.queries import Search, entries_of, everybodys_entries
from fumibako.chapters.identity.audit_log.words import PROVIDER, SYSTEM, words_of
from fumibako.groundwork.audit.actor import Kind
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.tenancy.models import Customer

A_PAGE = 50


@dataclass(frozen=True)
class Row:
    """An entry as its viewer may see it. where: the address it was done from. customer: None where the viewer has but
    one, or there is none (any more)."""

    entry: Entry
    who: Any
    where: str
    action: Any
    details: Mapping[str, str]
    customer: Customer | None = None


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
        "rows": _whole(page.object_list) if is_console else [_as_customer(entry) for entry in page.object_list],
        "place": place,
        "customer": customer,
        "is_console": is_console,
        "is_searched": bool(request.GET),
    }
    return render(request, "audit_log/list.html", context, status=422 if form.errors else 200)


def _as_customer(entry: Entry) -> Row:
    if entry.actor_kind == Kind.OPERATOR:
        return Row(entry, PROVIDER, "", words_of(entry.action), dict(_told_to_customer(entry)))
    return Row(entry, _who(entry), entry.remote, words_of(entry.action), {})


def _told_to_customer(entry: Entry) -> Iterator[tuple[str, str]]:
    """Of what the provider's staff did: why they came, and whose menus they did it in."""
    if entry.action == "support.start":
        yield pgettext("of a support login", "Reason"), _text(entry.details["reason"])
    if "account" in entry.details and entry.details["account"] != entry.subject:
        yield gettext("In the menus of"), _text(entry.details["account"])


def _whole(entries: Iterable[Entry]) -> list[Row]:
    shown = list(entries)
    numbers = {entry.customer_number for entry in shown}
    customers = {customer.number: customer for customer in Customer.objects.filter(number__in=numbers)}
    return [
        Row(
            entry,
            _who(entry),
            entry.remote,
            words_of(entry.action),
            {name: _text(value) for name, value in entry.details.items()},
            customers.get(entry.customer_number),
        )
        for entry in shown
    ]


def _who(entry: Entry) -> Any:
    return SYSTEM if entry.actor_kind == Kind.SYSTEM else entry.actor


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

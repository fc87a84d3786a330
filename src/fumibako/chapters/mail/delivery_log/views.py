"""The delivery log (B13): the same two pages for user, administrator and operator, each in their scope."""

import re
from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fumibako.chapters.mail.delivery_log.forms import SearchForm
from fumibako.chapters.mail.delivery_log.models import Delivery
from fumibako.chapters.mail.delivery_log.queries import (
    EVERYTHING,
    Found,
    Scope,
    Search,
    deliveries,
    forwards_of,
    found,
    notices_of,
    of_domain,
    of_mailbox,
)
from fumibako.chapters.mail.delivery_log.words import chip_of, recipient_of, steps_of
from fumibako.groundwork.features import Face

A_PAGE = 50
_NUMBER = re.compile("[0-9]{1,18}")
View = Callable[..., HttpResponse]


def pages_of(face: Face, scope_of: Callable[[Any], Scope]) -> tuple[View, View]:
    """The list and the one mail, for a face; scope_of: from its requests."""
    names = {"list": f"{face}:delivery_log", "one": f"{face}:delivery"}

    @require_GET
    def listed(request: Any) -> HttpResponse:
        form = SearchForm(request.GET or None)
        search = form.search() if form.is_bound else Search()
        rows = deliveries(scope_of(request), search) if search else Delivery.objects.none()
        page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
        shown = [_row(one) for one in found(list(page.object_list))]
        context = {"form": form, "page": page, "rows": shown, "names": names, "is_searched": bool(request.GET)}
        return render(request, "delivery_log/list.html", context, status=422 if form.errors else 200)

    @require_GET
    def delivery(request: Any, delivery_id: str) -> HttpResponse:
        if not _NUMBER.fullmatch(delivery_id):
            raise Http404
        row = deliveries(scope_of(request), Search()).filter(pk=int(delivery_id)).first()
        if row is None:
            raise Http404
        (one,) = found([row])
        steps = steps_of(one, forwards_of(one), list(notices_of(row.mail)))
        return render(request, "delivery_log/delivery.html", {**_row(one), "steps": steps, "names": names})

    return listed, delivery


def _row(one: Found) -> dict[str, Any]:
    return {
        "delivery": one.delivery,
        "mail": one.delivery.mail,
        "recipient": recipient_of(one),
        "chip": chip_of(one),
        "is_received": one.is_received,
    }


own, own_delivery = pages_of(Face.USER, lambda request: of_mailbox(request.mailbox))
of_the_domain, delivery_of_the_domain = pages_of(Face.ADMIN, lambda request: of_domain(request.domain))
everybodys, delivery_of_anybody = pages_of(Face.CONSOLE, lambda request: EVERYTHING)

"""A customer's accounts, for the provider: who has one, and the way into their menus."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from fumibako.chapters.mail.accounts.finding import named
from fumibako.groundwork.publish.queries import outcomes
from fumibako.groundwork.tenancy.models import Customer
from fumibako.machine.state import Aspect

A_PAGE = 50


@require_GET
def of_customer(request: Any, number: str) -> HttpResponse:
    customer, search = get_object_or_404(Customer, number=number), request.GET.get("search", "")[:100]
    page = Paginator(named(search).filter(domain__customer=customer), A_PAGE).get_page(request.GET.get("page"))
    states = outcomes((Aspect.ACCOUNT,), [mailbox.address for mailbox in page])
    context = {
        "customer": customer,
        "page": page,
        "rows": [(mailbox, states.get(mailbox.address)) for mailbox in page],
        "search": search,
    }
    return render(request, "accounts/of_customer.html", context)

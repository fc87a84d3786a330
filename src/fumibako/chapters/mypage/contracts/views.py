"""The owner's contracts (E2)."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fumibako.chapters.contract.requests import OwnerRequest
from fumibako.chapters.mypage.contracts.facts import facts_of


@require_GET
def listed(request: OwnerRequest) -> HttpResponse:
    """A customer has one contract today; whoever has several customer numbers has as many logins."""
    return render(request, "contracts/list.html", {"contracts": [facts_of(request.customer)]})


@require_GET
def details(request: OwnerRequest, number: str) -> HttpResponse:
    """Made to be printed as well."""
    if number != request.customer.number:
        raise Http404
    return render(request, "contracts/details.html", {"facts": facts_of(request.customer)})

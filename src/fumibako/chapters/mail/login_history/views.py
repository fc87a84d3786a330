"""The login history: the same page for user, administrator and operator, each in their scope."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from fumibako.chapters.contract.requests import OwnerRequest
from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.mail.login_history.forms import SearchForm
from fumibako.chapters.mail.login_history.queries import (
    Scope,
    Search,
    app_password_names,
    logins,
    of_customer,
    of_domain,
    of_mailbox,
    of_operators,
    of_owner,
)
from fumibako.chapters.mail.login_history.waiting import Locked, locked_among, locked_in, locked_of
from fumibako.chapters.mail.login_history.words import WAYS, outcome_of
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.groundwork.tenancy.models import Customer
from fumibako.groundwork.tenancy.staff import StaffRole
from fumibako.machine.daemons.guardd.control import GuardDown, Noted

A_PAGE = 50


@require_GET
def own(request: MemberRequest) -> HttpResponse:
    return _page(request, of_mailbox(request.mailbox), reverse("usermenu:logins"), {"is_of_one": True})


@require_GET
def of_the_domain(request: MemberRequest) -> HttpResponse:
    context = {"locked": _locked(locked_in(request.domain), "adminmenu:unlock_account")}
    return _page(request, of_domain(request.domain), reverse("adminmenu:logins"), context)


@require_GET
def of_a_customer(request: Any, number: str) -> HttpResponse:
    customer = get_object_or_404(Customer, number=number)
    place = reverse("console:customer_logins", args=(number,))
    locked = _locked(locked_of(customer), "console:unlock_customer_login", number)
    return _page(request, of_customer(customer), place, {"customer": customer, "locked": locked})


@require_GET
def of_an_owner(request: OwnerRequest) -> HttpResponse:
    context = {"is_of_one": True, "is_of_owner": True}
    return _page(request, of_owner(request.owner.login), reverse("mypage:logins"), context)


@require_GET
def of_the_operators(request: Any) -> HttpResponse:
    """Support sees only its own, other operators everybody's."""
    shown = Login.objects.filter(kind=Login.Kind.OPERATOR)
    if is_own := request.operator.role == StaffRole.SUPPORT:
        shown = shown.filter(pk=request.operator.login_id)
    context: dict[str, Any] = {"is_of_operators": True, "is_of_one": is_own}
    if request.operator.may_do_everything:
        context["locked"] = _locked(locked_among(shown), "console:unlock_operator")
    return _page(request, of_operators(shown), reverse("console:logins"), context)


def _page(request: Any, scope: Scope | list[Scope], place: str, context: dict[str, Any]) -> HttpResponse:
    form = SearchForm(request.GET or None, is_of_one=bool(context.get("is_of_one") or context.get("is_of_operators")))
    search = replace(form.search(), before=_moment(request.GET.get("before", "")))
    try:
        found = logins(scope, search, A_PAGE + 1)
    except GuardDown:
        found, context = [], {**context, "is_away": True}
    shown = found[:A_PAGE]
    asked = {name: value for name, value in request.GET.items() if name in form.fields and value}
    context |= {
        "form": form,
        "rows": _rows(shown),
        "place": place,
        "is_searched": bool(asked) or search != Search(),
        "older": f"?{urlencode({**asked, 'before': shown[-1].at.timestamp()})}" if len(found) > A_PAGE else "",
    }
    return render(request, "login_history/list.html", context, status=422 if form.errors else 200)


def _locked(found: list[Locked], page: str, *first: str) -> list[tuple[Locked, str]]:
    """Each with the address of its button."""
    return [(one, reverse(page, args=(*first, one.login.name))) for one in found]


def _rows(found: list[Noted]) -> list[dict[str, Any]]:
    names = app_password_names(found)
    return [
        {
            "login": one,
            "name": one.name.partition(":")[2] or one.name,
            "way": WAYS.get(one.protocol, one.protocol),
            "outcome": outcome_of(one.outcome),
            "app": names.get(one.app, "") if one.app else "",
        }
        for one in found
    ]


def _moment(text: str) -> datetime | None:
    """Anything else is the latest page."""
    try:
        return datetime.fromtimestamp(float(text), UTC)
    except (ValueError, OverflowError, OSError):
        return None

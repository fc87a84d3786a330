"""Operators, for those who may do everything (E6)."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fumibako.chapters.console.operators import queries, services
from fumibako.chapters.console.operators.forms import AddOperator, ChangeOperator, NewPassword
from fumibako.chapters.console.operators.models import Operator
from fumibako.chapters.console.requests import OperatorRequest
from fumibako.chapters.identity.logins.errors import CannotUnlock, ChangedMeanwhile
from fumibako.chapters.identity.logins.password_policy import mark_of
from fumibako.chapters.identity.logins.services import check_still, new_password
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.once.services import Result, once
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.tenancy.staff import StaffRole

show = require_http_methods(["GET", "POST"])


@require_GET
def listed(request: OperatorRequest) -> HttpResponse:
    return render(request, "operators/list.html", {"operators": queries.operators(), "own": request.operator})


@show
def add(request: OperatorRequest) -> HttpResponse:
    """The page after it is the only place where the password is shown."""
    form = AddOperator(request.POST or None, initial={"role": StaffRole.SUPPORT})
    if request.method == "POST" and form.is_valid():
        password = new_password(form.cleaned_data["login"])

        def do() -> Result:
            services.add_operator(actor=request.actor, password=password, **form.cleaned_data)
            return _made(_operator(form.cleaned_data["login"]), password.text)

        try:
            made = once(request, do)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return _hand_over(request, made, _("The operator “%(login)s” has been added."))
    return render(request, "operators/add.html", {"form": form}, status=422 if form.errors else 200)


@show
def operator(request: OperatorRequest, login: str) -> HttpResponse:
    found = _operator(login)
    initial = {"display_name": found.display_name, "role": found.role}
    form = ChangeOperator(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_operator(actor=request.actor, operator=found, **form.changed())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The operator “%(login)s” has been changed.") % {"login": login})
            return redirect("console:operators")
    context = {"form": form, "operator": found, "is_own": found == request.operator}
    return render(request, "operators/operator.html", context, status=422 if form.errors else 200)


@show
def set_password(request: OperatorRequest, login: str) -> HttpResponse:
    found = _operator(login)
    form = NewPassword(request.POST or None, initial={"before": mark_of(found.login.password_hash)})
    if request.method == "POST" and form.is_valid():
        password, before = new_password(login), form.cleaned_data["before"]

        def do() -> Result:
            services.set_operator_password(actor=request.actor, operator=found, password=password, before=before)
            return _made(_operator(login), password.text)

        try:
            made = once(request, do)
            check_still(made["pk"], made["mark"])
        except ChangedMeanwhile as refusal:
            messages.error(request, str(refusal))
            return redirect("console:operator", login)
        return _hand_over(request, made, _("The password of “%(login)s” has been changed."))
    context = {"form": form, "operator": found, "is_own": found == request.operator}
    return render(request, "operators/password.html", context)


@show
def suspend(request: OperatorRequest, login: str) -> HttpResponse:
    found = _operator(login)
    if found.login.is_suspended:  # its page shows that
        return redirect("console:operator", login)
    words = _("The operator “%(login)s” has been suspended.")
    return _asked(request, found, "operators/suspend.html", services.suspend_operator, words)


@require_POST
def unlock(request: OperatorRequest, login: str) -> HttpResponse:
    try:
        services.unlock_operator(actor=request.actor, operator=_operator(login))
    except CannotUnlock as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(name)s can log in again.") % {"name": login})
    return redirect("console:logins")


@require_POST
def resume(request: OperatorRequest, login: str) -> HttpResponse:
    services.resume_operator(actor=request.actor, operator=_operator(login))
    messages.success(request, _("The operator “%(login)s” has been resumed.") % {"login": login})
    return redirect("console:operator", login)


@show
@done_once
def remove(request: OperatorRequest, login: str) -> HttpResponse:
    words = _("The operator “%(login)s” has been removed.")
    return _asked(request, _operator(login), "operators/remove.html", services.remove_operator, words)


def _asked(
    request: OperatorRequest, found: Operator, template: str, service: Callable[..., None], words: str
) -> HttpResponse:
    """A page that asks first, and does it."""
    context = {"operator": found, "is_own": found == request.operator}
    if request.method == "POST":
        try:
            service(actor=request.actor, operator=found)
        except Refused as refusal:
            return render(request, template, {**context, "refusal": refusal}, status=422)
        messages.success(request, words % {"login": found.login.name})
        return redirect("console:operators")
    return render(request, template, context)


def _made(found: Operator, password: str) -> dict[str, object]:
    login = found.login
    return {"login": login.name, "password": password, "pk": login.pk, "mark": mark_of(login.password_hash)}


def _hand_over(request: OperatorRequest, made: Result, words: str) -> HttpResponse:
    return render(request, "operators/hand_over.html", {**made, "words": words % {"login": made["login"]}})


def _operator(login: str) -> Operator:
    found = queries.operator(login)
    if found is None:
        raise Http404
    return found

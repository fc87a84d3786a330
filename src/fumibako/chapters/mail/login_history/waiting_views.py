"""Lifting the lock of a login that had many wrong passwords (A2): the administrator for accounts, the operator for
accounts and owners."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.identity.logins.services import unlock
from fumibako.chapters.mail.requests import MemberRequest, own_account
from fumibako.groundwork.rules import Refused


@require_POST
def unlock_account(request: MemberRequest, address: str) -> HttpResponse:
    unlock_and_tell(request, own_account(request, address).login)
    return redirect("adminmenu:logins")


@require_POST
def unlock_of_customer(request: Any, number: str, login_name: str) -> HttpResponse:
    unlock_and_tell(request, get_object_or_404(Login, customer__number=number, name=login_name))
    return redirect("console:customer_logins", number)


def unlock_and_tell(request: Any, login: Login) -> None:
    try:
        unlock(actor=request.actor, login=login)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(name)s can log in again.") % {"name": login.name})

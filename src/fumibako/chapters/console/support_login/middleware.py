"""Puts the support login of this browser on every request.

While there is its cookie, the browser's own login as a member does not count: what is sent from a page of a support
login that has ended must not reach the operator's own mailbox.
"""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from fumibako.chapters.console.operators.queries import operator_of
from fumibako.chapters.console.support_login.models import SupportLogin
from fumibako.chapters.console.support_login.services import hash_of
from fumibako.chapters.identity.logins import sessions
from fumibako.chapters.identity.logins.middleware import sign_in_of
from fumibako.chapters.identity.logins.models import Login, SignIn
from fumibako.chapters.identity.logins.sessions import is_open
from fumibako.groundwork.tenancy.staff import StaffRole

COOKIE = "__Host-support"


class SupportLogins:
    """request.support: the support login, or None. request.support_over: one that has ended by itself, for the page
    that begins the next."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.support = request.support_over = None  # type: ignore[attr-defined]
        if token := request.COOKIES.get(COOKIE):
            _bind(request, token)
        return self.get_response(request)


def support_of(request: HttpRequest) -> SupportLogin | None:
    return getattr(request, "support", None)


def support_over_of(request: HttpRequest) -> SupportLogin | None:
    return getattr(request, "support_over", None)


def leave(request: HttpRequest) -> None:
    """The browser forgets its support login, and its login as a member with it: a page of the support login that is
    still open must not reach the operator's own mailbox."""
    sessions.end(request, Login.Kind.MEMBER)
    request.cookies_to_change.forget(COOKIE)  # type: ignore[attr-defined] # SignedIn


def _bind(request: HttpRequest, token: str) -> None:
    request.sign_ins.pop(Login.Kind.MEMBER, None)  # type: ignore[attr-defined] # SignedIn
    sign_in = sign_in_of(request, Login.Kind.OPERATOR)
    found = _of(sign_in, token) if sign_in else None
    if found is None:
        leave(request)
    elif _goes_on(found, timezone.now()):
        request.support = found  # type: ignore[attr-defined]
    else:
        request.support_over = found  # type: ignore[attr-defined]


def _of(sign_in: SignIn, token: str) -> SupportLogin | None:
    """Only in the very session of the operator that it began in, and while their role has it."""
    rows = SupportLogin.objects.select_related("mailbox__domain__customer", "mailbox__login__customer", "domain")
    operator = operator_of(sign_in.login)
    may = operator is not None and operator.role != StaffRole.LOOK
    return rows.filter(token_hash=hash_of(token), sign_in=sign_in).first() if may else None


def _goes_on(support: SupportLogin, now: datetime) -> bool:
    """Not before its start either: a clock set back makes nothing last longer."""
    return support.started_at <= now < support.ends_at and is_open(support.mailbox.login)

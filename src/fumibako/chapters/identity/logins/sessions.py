"""Sessions in the database: a random token in a cookie, its hash in a row, one cookie per kind of login.

Idle and absolute ends as the limits table says (60 minutes, 24 hours). A session ends at once when the password
changes, because its proof no longer fits, and when the login or its customer is suspended.
"""

import contextlib
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from fumibako.chapters.identity.logins.models import Login, SignIn

COOKIES = {
    Login.Kind.MEMBER: "__Host-member",
    Login.Kind.OPERATOR: "__Host-console",
    Login.Kind.CONTRACT: "__Host-mypage",
}
KNOWN_COOKIE = "__Host-known"
IDLE = timedelta(minutes=60)
ABSOLUTE = timedelta(hours=24)
KNOWN_FOR = timedelta(days=180)
MAX_KNOWN = 10
NOTE_EVERY = timedelta(seconds=60)


@dataclass
class Cookies:
    """What the browser is to keep or forget, put on the response by the middleware.

    One change per name, the last: a cookie set twice on a Django response keeps the first one's max-age.
    """

    changes: dict[str, Callable[[HttpResponse], None]] = field(default_factory=dict)

    def keep(self, name: str, value: str, lifetime: timedelta | None = None) -> None:
        self._change(name, value, None if lifetime is None else int(lifetime.total_seconds()))

    def forget(self, name: str) -> None:
        self._change(name, "", 0)

    def _change(self, name: str, value: str, seconds: int | None) -> None:
        self.changes[name] = lambda response: response.set_cookie(
            name, value, max_age=seconds, secure=True, httponly=True, samesite="Lax", path="/"
        )


def remote_of(request: HttpRequest) -> str:
    """The client's address. Only nginx reaches the web's socket, and it sets the header itself."""
    return str(request.META.get("HTTP_X_REAL_IP", ""))[:64]


def start(request: HttpRequest, login: Login) -> SignIn:
    """Start a session of this browser; the one it had for this kind of login ends (none survives a login)."""
    kind = Login.Kind(login.kind)
    end(request, kind)
    token = secrets.token_urlsafe(32)
    now = timezone.now()
    SignIn.objects.filter(seen_at__lt=now - ABSOLUTE).delete()
    request.cookies_to_change.keep(COOKIES[kind], token)  # type: ignore[attr-defined] # middleware
    return SignIn.objects.create(
        token_hash=_hash(token),
        login=login,
        proof=proof_of(login),
        remote=remote_of(request),
        browser=request.headers.get("User-Agent", "")[:200],
        created_at=now,
        seen_at=now,
    )


def end(request: HttpRequest, kind: Login.Kind) -> None:
    """Log this browser out of one kind of login."""
    if token := request.COOKIES.get(COOKIES[kind]):
        SignIn.objects.filter(token_hash=_hash(token)).delete()
        request.cookies_to_change.forget(COOKIES[kind])  # type: ignore[attr-defined] # middleware


def found(request: HttpRequest, kind: Login.Kind) -> SignIn | None:
    """The session of this browser for one kind of login, if it has not ended."""
    token = request.COOKIES.get(COOKIES[kind])
    if not token:
        return None
    rows = SignIn.objects.select_related("login__customer", "domain")
    sign_in = rows.filter(token_hash=_hash(token), login__kind=kind).first()
    if sign_in is None:
        return None
    now = timezone.now()
    is_old = now - sign_in.seen_at > IDLE or now - sign_in.created_at > ABSOLUTE
    is_over = is_old or not is_open(sign_in.login) or not secrets.compare_digest(sign_in.proof, proof_of(sign_in.login))
    with contextlib.suppress(OperationalError):  # a page that only shows does not wait for the database's lock
        if is_over:
            sign_in.delete()
        elif now - sign_in.seen_at > NOTE_EVERY:
            SignIn.objects.filter(pk=sign_in.pk).update(seen_at=now)
    return None if is_over else sign_in


def is_open(login: Login) -> bool:
    return not (login.is_suspended or (login.customer and login.customer.is_suspended))


def proof_of(login: Login) -> str:
    return hashlib.sha256(f"{settings.SECRET_KEY}:{login.password_hash}".encode()).hexdigest()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def is_known_browser(request: HttpRequest, name: str) -> bool:
    """Whether this login has succeeded in this browser before: the throttle never locks it out."""
    return _mark(name) in _known(request)


def remember_browser(request: HttpRequest, name: str) -> None:
    marks = [_mark(name), *(mark for mark in _known(request) if mark != _mark(name))][:MAX_KNOWN]
    value = signing.dumps(marks, salt=KNOWN_COOKIE)
    request.cookies_to_change.keep(KNOWN_COOKIE, value, KNOWN_FOR)  # type: ignore[attr-defined] # middleware


def _known(request: HttpRequest) -> list[str]:
    try:
        marks: list[str] = signing.loads(request.COOKIES.get(KNOWN_COOKIE, ""), salt=KNOWN_COOKIE, max_age=KNOWN_FOR)
    except signing.BadSignature:
        return []
    return marks


def _mark(name: str) -> str:
    return hashlib.sha256(f"{settings.SECRET_KEY}:known:{name}".encode()).hexdigest()[:24]

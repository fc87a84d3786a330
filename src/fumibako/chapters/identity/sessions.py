"""Sessions in the database: a random token in a cookie, its hash in a row, one cookie per face.

Idle and absolute ends as the limits table says (60 minutes, 24 hours). A session ends at once when the password
changes, because its proof no longer fits, and when the account, its customer or the operator is closed.
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

from fumibako.chapters.identity.models import Operator, SignIn
from fumibako.chapters.mail.accounts.models import Mailbox

MEMBER_COOKIE = "__Host-member"
CONSOLE_COOKIE = "__Host-console"
KNOWN_COOKIE = "__Host-known"
IDLE = timedelta(minutes=60)
ABSOLUTE = timedelta(hours=24)
KNOWN_FOR = timedelta(days=180)
MOST_KNOWN = 10
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
    """The client's address. nginx is the only one who reaches the web's socket, and it sets the header itself."""
    return str(request.META.get("HTTP_X_REAL_IP", ""))[:64]


def start(request: HttpRequest, subject: Mailbox | Operator) -> SignIn:
    """A new session for this browser; the one it had on this face is over (no session survives a login)."""
    name = MEMBER_COOKIE if isinstance(subject, Mailbox) else CONSOLE_COOKIE
    end(request, name)
    token = secrets.token_urlsafe(32)
    now = timezone.now()
    SignIn.objects.filter(seen_at__lt=now - ABSOLUTE).delete()
    request.cookies_to_change.keep(name, token)  # type: ignore[attr-defined] # middleware
    return SignIn.objects.create(
        token_hash=_hash(token),
        mailbox=subject if isinstance(subject, Mailbox) else None,
        operator=subject if isinstance(subject, Operator) else None,
        proof=proof_of(subject),
        remote=remote_of(request),
        browser=request.headers.get("User-Agent", "")[:200],
        created_at=now,
        seen_at=now,
    )


def end(request: HttpRequest, name: str) -> None:
    """Log this browser out of one face."""
    if token := request.COOKIES.get(name):
        SignIn.objects.filter(token_hash=_hash(token)).delete()
        request.cookies_to_change.forget(name)  # type: ignore[attr-defined] # middleware


def found(request: HttpRequest, name: str) -> SignIn | None:
    """The session of this browser on one face, if it is still one."""
    token = request.COOKIES.get(name)
    if not token:
        return None
    rows = SignIn.objects.select_related("mailbox__domain__customer", "operator")
    sign_in = rows.filter(token_hash=_hash(token)).first()
    if sign_in is None:
        return None
    subject = sign_in.mailbox if name == MEMBER_COOKIE else sign_in.operator
    if subject is None:
        return None
    now = timezone.now()
    is_old = now - sign_in.seen_at > IDLE or now - sign_in.created_at > ABSOLUTE
    is_over = is_old or not is_open(subject) or not secrets.compare_digest(sign_in.proof, proof_of(subject))
    with contextlib.suppress(OperationalError):  # a page that only shows does not wait for the database's lock to go
        if is_over:
            sign_in.delete()
        elif now - sign_in.seen_at > NOTE_EVERY:
            SignIn.objects.filter(pk=sign_in.pk).update(seen_at=now)
    return None if is_over else sign_in


def is_open(subject: Mailbox | Operator) -> bool:
    if isinstance(subject, Operator):
        return subject.is_active
    return not (subject.is_suspended or subject.domain.customer.is_suspended)


def proof_of(subject: Mailbox | Operator) -> str:
    return hashlib.sha256(f"{settings.SECRET_KEY}:{subject.password_hash}".encode()).hexdigest()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def is_known_browser(request: HttpRequest, login: str) -> bool:
    """Whether this login has succeeded in this browser before: the throttle never locks it out."""
    return _mark(login) in _known(request)


def remember_browser(request: HttpRequest, login: str) -> None:
    marks = [_mark(login), *(mark for mark in _known(request) if mark != _mark(login))][:MOST_KNOWN]
    value = signing.dumps(marks, salt=KNOWN_COOKIE)
    request.cookies_to_change.keep(KNOWN_COOKIE, value, KNOWN_FOR)  # type: ignore[attr-defined] # middleware


def _known(request: HttpRequest) -> list[str]:
    try:
        marks: list[str] = signing.loads(request.COOKIES.get(KNOWN_COOKIE, ""), salt=KNOWN_COOKIE, max_age=KNOWN_FOR)
    except signing.BadSignature:
        return []
    return marks


def _mark(login: str) -> str:
    return hashlib.sha256(f"{settings.SECRET_KEY}:known:{login}".encode()).hexdigest()[:24]

"""Browsers that passed the second step (A3): trusted for seven days, until the password changes or everything else is
logged out."""

import hashlib
import secrets
from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone

from fumibako.chapters.identity.logins.models import Login, TrustedBrowser
from fumibako.chapters.identity.logins.sessions import proof_of

COOKIE = "__Host-trusted"
LIFETIME = timedelta(days=7)
CLOCK_TOLERANCE = timedelta(minutes=1)


def is_trusted(request: HttpRequest, login: Login) -> bool:
    """Whether this browser passed the second step of this very login within the last seven days."""
    row = _of_this_browser(request, login)
    if row is None:
        return False
    now = timezone.now()
    was_set_back = now < row.seen_at - CLOCK_TOLERANCE
    if was_set_back or now >= row.expires_at or not secrets.compare_digest(row.proof, proof_of(login)):
        row.delete()
        return False
    TrustedBrowser.objects.filter(pk=row.pk).update(seen_at=max(now, row.seen_at))
    return True


def trust(request: HttpRequest, login: Login) -> None:
    token = request.COOKIES.get(COOKIE) or secrets.token_urlsafe(32)
    now = timezone.now()
    TrustedBrowser.objects.filter(expires_at__lt=now).delete()
    TrustedBrowser.objects.update_or_create(
        login=login,
        token_hash=_hash(token),
        defaults={
            "proof": proof_of(login),
            "browser": request.headers.get("User-Agent", "")[:200],
            "trusted_at": now,
            "seen_at": now,
            "expires_at": now + LIFETIME,
        },
    )
    request.cookies_to_change.keep(COOKIE, token, LIFETIME)  # type: ignore[attr-defined] # middleware


def distrust(login: Login) -> None:
    """All of them are asked again."""
    login.trusted_browsers.all().delete()


def _of_this_browser(request: HttpRequest, login: Login) -> TrustedBrowser | None:
    token = request.COOKIES.get(COOKIE)
    return login.trusted_browsers.filter(token_hash=_hash(token)).first() if token else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()

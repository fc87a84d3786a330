"""The password that a login was made with, readable until it is changed for the first time: the registration notice
shows it (E3). Sealed with the box's secret, so that a copy of the database alone opens nothing."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from fumibako.chapters.identity.logins.models import InitialPassword, Login
from fumibako.chapters.identity.logins.password_policy import mark_of


def keep(login: Login, password: str) -> None:
    """Inside the transaction that makes the login or gives it this password."""
    values = {"sealed": sealed(password), "mark": mark_of(login.password_hash)}
    InitialPassword.objects.update_or_create(login=login, defaults=values)


def initial_password_of(login: Login) -> str:
    """Empty once it was changed, however that came about."""
    row = InitialPassword.objects.filter(login=login).first()
    if row is None or row.mark != mark_of(login.password_hash):
        return ""
    return opened(row.sealed)


def sealed(password: str) -> str:
    return _box().encrypt(password.encode()).decode()


def opened(text: str) -> str:
    """What was sealed; "" for nothing, and where the box has another secret since."""
    try:
        return _box().decrypt(text.encode()).decode()
    except InvalidToken:
        return ""


def _box() -> Fernet:
    key = hmac.digest(settings.SECRET_KEY.encode(), b"initial passwords", hashlib.sha256)
    return Fernet(base64.urlsafe_b64encode(key))

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
    sealed = _box().encrypt(password.encode()).decode()
    values = {"sealed": sealed, "mark": mark_of(login.password_hash)}
    InitialPassword.objects.update_or_create(login=login, defaults=values)


def initial_password_of(login: Login) -> str:
    """Empty once it was changed, however that came about."""
    row = InitialPassword.objects.filter(login=login).first()
    if row is None or row.mark != mark_of(login.password_hash):
        return ""
    try:
        return _box().decrypt(row.sealed.encode()).decode()
    except InvalidToken:  # the box has another secret since: what cannot be read is not shown
        return ""


def _box() -> Fernet:
    key = hmac.digest(settings.SECRET_KEY.encode(), b"initial passwords", hashlib.sha256)
    return Fernet(base64.urlsafe_b64encode(key))

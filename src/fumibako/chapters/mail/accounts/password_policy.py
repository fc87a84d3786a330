"""Which passwords are good enough: 8 to 128 half-width characters, none of the common ones, no composition rule."""

from functools import cache

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from fumibako.chapters.mail.accounts.errors import BadPassword

LEAST, MOST = 8, 128


def check_password(text: str, name: str = "") -> str:
    """Return the password as given, never shortened. name: the login it is for. Raises BadPassword."""
    if len(text) < LEAST:
        raise BadPassword("short")
    if len(text) > MOST:
        raise BadPassword("long")
    if not text.isascii() or not text.isprintable():
        raise BadPassword("characters")
    if name and text.lower() in (name.lower(), name.partition("@")[0].lower()):
        raise BadPassword("address")
    try:
        _common().validate(text)
    except ValidationError as error:
        raise BadPassword("common") from error
    return text


@cache
def _common() -> CommonPasswordValidator:
    return CommonPasswordValidator()

"""Which passwords are good enough: 8 to 128 half-width characters, no blank at either end (nobody would see it on a
settings sheet), none of the common ones, none made of names only, no composition rule."""

import hashlib
import hmac
import re
from functools import cache

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from fumibako.chapters.identity.logins.errors import BadPassword
from fumibako.machine.formats.passwords import generate

MIN_LENGTH, MAX_LENGTH = 8, 128
SERVICE = ("admin", "administrator", "fumibako", "imap", "login", "mail", "password", "smtp", "user", "webmail")


def check_password(text: str, name: str = "") -> str:
    """Return the password as given, never shortened. name: the login it is for. Raises BadPassword."""
    if len(text) < MIN_LENGTH:
        raise BadPassword("short")
    if len(text) > MAX_LENGTH:
        raise BadPassword("long")
    if not text.isascii() or not text.isprintable():
        raise BadPassword("characters")
    if text != text.strip():
        raise BadPassword("blanks")
    if _is_made_of_names(text.lower(), name.lower()):
        raise BadPassword("address")
    try:
        _common().validate(text)
    except ValidationError as error:
        raise BadPassword("common") from error
    return text


def _is_made_of_names(text: str, name: str) -> bool:
    """Whether every letter of it belongs to a word of that name or of the service, whatever digits and signs there are:
    sample2026 for anybody@sample.example, and mailmail for everybody."""
    words = {*re.findall("[a-z]+", name), *SERVICE}
    rest = re.sub("|".join(sorted(words, key=len, reverse=True)), "", text)
    return rest != text and not any(character.isalpha() for character in rest)


def generated_for(job: str, name: str) -> str:
    """A safe password, the same each time the same job comes to the same name: one that begins again after a kill
    hands over what holds."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"generated:{job}:{name}".encode(), hashlib.sha256)
    return generate(int.from_bytes(digest))


def mark_of(hashed: str) -> str:
    """What a form may carry of the password that it is to replace: enough to see whether it is still the same one."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"mark:{hashed}".encode(), hashlib.sha256).hex()[:16]


@cache
def _common() -> CommonPasswordValidator:
    return CommonPasswordValidator()

"""The codes that are not mailed: an authenticator app's (RFC 6238) and those on the recovery sheet."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from functools import cache

import pyotp
import segno
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

RECOVERY_CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another
_LENGTH = 12  # 59 bits
_SECONDS = 30
_SKEW = 1  # time steps that a phone's clock may be wrong


def new_app_secret() -> str:
    return pyotp.random_base32()


def uri_of(secret: str, *, address: str, service: str) -> str:
    """What the QR code says."""
    return pyotp.TOTP(secret).provisioning_uri(name=address, issuer_name=service)


def picture_of(uri: str) -> str:
    """The QR code as inline SVG, black on white in every look: not every camera reads the other way round."""
    return segno.make_qr(uri).svg_inline(scale=5, border=4, dark="#000", light="#fff", omitsize=False)


def counter_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step whose code that is, None where it is none of now."""
    at = int(now.timestamp()) // _SECONDS
    found = [step for step in range(at - _SKEW, at + _SKEW + 1) if _is_code(secret, step, code)]
    return found[-1] if found else None


def _is_code(secret: str, step: int, code: str) -> bool:
    return hmac.compare_digest(pyotp.HOTP(secret).at(step).encode(), code.encode("utf-8", "replace"))


def encrypted(secret: str) -> str:
    return _box().encrypt(secret.encode()).decode()


def decrypted(text: str) -> str:
    """ "" where another key encrypted it: its codes are then wrong, and the others still work."""
    try:
        return _box().decrypt(text.encode()).decode()
    except InvalidToken:
        return ""


@cache
def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"two_step:{settings.SECRET_KEY}".encode()).digest()))


def new_recovery_code() -> str:
    text = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    return "-".join(text[at : at + 4] for at in range(0, _LENGTH, 4))


def plain(code: str) -> str:
    """A code of any kind as typed, without what stands between its characters."""
    return "".join(character for character in code.lower() if character.isalnum())[:100]


def hash_of(login: int, code: str) -> str:
    key, text = settings.SECRET_KEY.encode(), f"recovery:{login}:{plain(code)}"
    return hmac.digest(key, text.encode("utf-8", "replace"), hashlib.sha256).hex()

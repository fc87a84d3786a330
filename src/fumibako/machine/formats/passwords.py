"""Password hashes that the portal and Dovecot read alike.

Dovecot's scheme string (doveadm-pw(1)): {ARGON2ID} before argon2's own encoding (RFC 9106, PHC string). The cost is
what OWASP's password storage sheet names for Argon2id: 19 MiB, two passes, one lane.
"""

import secrets

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

SCHEME = "{ARGON2ID}"
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, hash_len=32, salt_len=16, type=Type.ID)
# No letters or digits that look alike on paper.
_ALPHABET = "abcdefghijkmnpqrstuvwxyzACDEFGHJKLMNPQRTUVWXY34679"
_GENERATED_LENGTH = 16


def hash_password(text: str) -> str:
    return SCHEME + _HASHER.hash(text)


def is_right(text: str, hashed: str) -> bool:
    """Whether text is the password of that hash; False also for a hash that nobody can read."""
    try:
        return _HASHER.verify(hashed.removeprefix(SCHEME), text)
    except (VerificationError, InvalidHashError):
        return False


def waste_time(text: str) -> None:
    """Take as long as `is_right` does, so that an unknown name is not known by its quick answer."""
    is_right(text, _NOBODY)


def generate(number: int | None = None) -> str:
    """Return a password for a person to type once: four groups of four, 84 bits and more of that number's 256, or of
    chance."""
    rest = secrets.randbits(256) if number is None else number
    letters = ""
    for _ in range(_GENERATED_LENGTH):
        rest, at = divmod(rest, len(_ALPHABET))
        letters += _ALPHABET[at]
    return "-".join(letters[at : at + 4] for at in range(0, _GENERATED_LENGTH, 4))


_NOBODY = hash_password(secrets.token_hex(16))

"""What SQL for MariaDB is written with: names, patterns of names, password hashes. Every value has a grammar without
quotes and backslashes, and is refused outside it."""

import hashlib
import re

_NAME = re.compile(r"[a-z0-9_.@-]{1,255}")


class Unwritable(ValueError):
    """A value that is not written into a statement."""


def native_hash(password: str) -> str:
    """mysql_native_password, the only plugin that PHP's own client knows."""
    inner = hashlib.sha1(password.encode(), usedforsecurity=False).digest()
    return "*" + hashlib.sha1(inner, usedforsecurity=False).hexdigest().upper()


def text(value: str) -> str:
    """A string literal. Raises Unwritable."""
    if not _NAME.fullmatch(value) and not re.fullmatch(r"\*[0-9A-F]{40}", value):
        raise Unwritable("not a value of ours")
    return f"'{value}'"


def name(value: str) -> str:
    """A database's name. Raises Unwritable."""
    if not _NAME.fullmatch(value):
        raise Unwritable("not a name of ours")
    return f"`{value}`"


def user(value: str) -> str:
    return f"{name(value)}@`localhost`"


def pattern(value: str) -> str:
    """A database in a GRANT, where an underscore would stand for any character."""
    return name(value).replace("_", r"\_")

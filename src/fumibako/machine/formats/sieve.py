"""Sieve scripts (RFC 5228)."""


class Unwritable(ValueError):
    """A string with a character that a script cannot carry."""


def quoted(text: str) -> str:
    """Return text as a Sieve string (RFC 5228 section 2.4.2). Raises Unwritable."""
    if not text.isprintable():
        raise Unwritable(f"control character in {text!r}")
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'

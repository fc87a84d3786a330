"""Whole numbers as addresses and forms carry them: keys, UIDs, pages. Anybody can type anything there."""

MAX_DIGITS = 10


def number_of(text: str | None, default: int = 0) -> int:
    """A number of at most MAX_DIGITS half-width digits; `default` for anything else. No row has the key 0."""
    is_number = bool(text) and str(text).isascii() and str(text).isdigit() and len(str(text)) <= MAX_DIGITS
    return int(str(text)) if is_number else default

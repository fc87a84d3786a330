"""What an auto-reply may say (C4), rule by rule."""

import datetime

from fumibako.chapters.mail.auto_reply import errors
from fumibako.groundwork.names import is_name
from fumibako.machine.formats.sieve import Unwritable, block

MAX_TEXT, MAX_DAYS = 4000, 30


def check_subject(text: str) -> str:
    """Raises BadSubject."""
    text = text.strip()
    if not text or not is_name(text, most=200):
        raise errors.BadSubject
    return text


def check_text(text: str) -> str:
    """Return it with plain line ends. Raises BadText."""
    text = text.replace("\r\n", "\n").strip("\n")
    try:
        block(text)
    except Unwritable as error:
        raise errors.BadText from error
    if not text.strip() or len(text) > MAX_TEXT:
        raise errors.BadText
    return text


def check_period(starts_on: datetime.date | None, ends_on: datetime.date | None) -> None:
    """Raises BadPeriod."""
    if starts_on and ends_on and ends_on < starts_on:
        raise errors.BadPeriod


def check_days(days: int) -> int:
    """Raises BadDays."""
    if not 1 <= days <= MAX_DAYS:
        raise errors.BadDays
    return days

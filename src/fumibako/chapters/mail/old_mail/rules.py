"""What may be said about old mail (C9), rule by rule."""

import re
from datetime import date

from django.utils import timezone

from fumibako.chapters.mail.old_mail import errors
from fumibako.machine.daemons.dovecot.control import ARCHIVE

MAX_RULES = 20
MAX_DAYS = 3650
LEAST_RETENTION = 30
_FOLDER = re.compile(r'[^\x00-\x1f\x7f*%"\\]{1,200}')


def check_day(before: date) -> date:
    """Raises BadDay."""
    if not date(1990, 1, 1) <= before <= timezone.localdate():
        raise errors.BadDay
    return before


def check_folder(folder: str) -> str:
    """A name, and no pattern of names. Raises BadFolder."""
    if not _FOLDER.fullmatch(folder):
        raise errors.BadFolder
    return folder


def check_archived(folder: str) -> str:
    """A folder whose mail can go to the archive. Raises BadFolder, AlreadyArchived."""
    if folder.split("/")[0] == ARCHIVE:
        raise errors.AlreadyArchived
    return check_folder(folder)


def check_age(days: int) -> int:
    """Raises BadAge."""
    return _check_days(days, 1)


def check_retention(days: int) -> int:
    """Raises BadAge."""
    return _check_days(days, LEAST_RETENTION)


def check_number(number: int) -> None:
    """number: of rules that there are before another is added. Raises TooManyStandingRules."""
    if number >= MAX_RULES:
        raise errors.TooManyStandingRules(max=MAX_RULES)


def _check_days(days: int, least: int) -> int:
    if not least <= days <= MAX_DAYS:
        raise errors.BadAge(least=least, most=MAX_DAYS)
    return days

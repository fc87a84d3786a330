"""What a cron job may be, rule by rule (D16)."""

import re
from datetime import datetime
from urllib.parse import quote

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.cron import errors, schedule
from fumibako.chapters.hosting.cron.models import CronJob
from fumibako.machine.daemons.sites.control import is_script

MAX_CRON_JOBS, LEAST_MINUTES, MAX_TARGET, MAX_SCHEDULE = 10, 5, 400, 100
_PATH = re.compile(r"/[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*")
_KEPT = "%/?&=+,;:@!$'()*~-._"
_FIELDS = {
    "minute": _("minute (0 to 59)"),
    "hour": _("hour (0 to 23)"),
    "day": _("day of the month (1 to 31)"),
    "month": _("month (1 to 12)"),
    "weekday": _("day of the week (0 to 7, 0 and 7 are Sunday)"),
}


def check_target(kind: str, target: str) -> str:
    """Return it as it is stored. Raises BadScript, BadPath."""
    return check_script(target) if kind == CronJob.Kind.PHP else check_path(target)


def check_script(target: str) -> str:
    """Return it without a slash before it. Raises BadScript."""
    path = target.removeprefix("/")
    if not is_script(path) or len(path) > MAX_TARGET:
        raise errors.BadScript
    return path


def check_path(target: str) -> str:
    """Return it as programs write it: Japanese encoded. Raises BadPath."""
    path = quote(target, safe=_KEPT)
    if not _PATH.fullmatch(path) or path.startswith("//") or len(path) > MAX_TARGET:
        raise errors.BadPath
    return path


def check_schedule(text: str, now: datetime) -> str:
    """Return it with single blanks. Raises NotFiveFields, BadField, TooOften, Never."""
    written = " ".join(text.split())
    if len(written) > MAX_SCHEDULE:
        raise errors.NotFiveFields
    try:
        found = schedule.parse(written)
    except schedule.BadField as error:
        raise errors.BadField(name=_FIELDS[error.name]) from error
    except ValueError as error:
        raise errors.NotFiveFields from error
    if schedule.shortest_minutes(found) < LEAST_MINUTES:
        raise errors.TooOften(least=LEAST_MINUTES)
    if schedule.next_after(found, now) is None:
        raise errors.Never
    return written


def check_number(number: int) -> None:
    """Raises TooManyCronJobs."""
    if number > MAX_CRON_JOBS:
        raise errors.TooManyCronJobs(most=MAX_CRON_JOBS)

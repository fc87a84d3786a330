"""What the rules of the auto-reply refuse."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class BadSubject(Refused):
    code = "bad_subject"
    message = _("Enter a subject of at most 200 characters on one line.")
    field = "subject"


class BadText(Refused):
    code = "bad_text"
    message = _("Enter a reply of at most 4,000 characters, without control characters.")
    field = "text"


class BadPeriod(Refused):
    code = "bad_period"
    message = _("The last day is before the first.")
    field = "ends_on"


class UnreadableDay(Refused):
    code = "unreadable_day"
    message = _("Write a day as 2026-12-28.")


class BadDays(Refused):
    code = "bad_days"
    message = _("Enter a number of days from 1 to 30.")
    field = "days"

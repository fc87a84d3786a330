"""What the rules of the auto-reply refuse."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class BadSubject(Refused):
    code = "bad_subject"
    words = _("Enter a subject of at most 200 characters on one line.")
    field = "subject"


class BadText(Refused):
    code = "bad_text"
    words = _("Enter a reply of at most 4,000 characters, without control characters.")
    field = "text"


class BadPeriod(Refused):
    code = "bad_period"
    words = _("The last day is before the first.")
    field = "ends_on"


class BadDays(Refused):
    code = "bad_days"
    words = _("Enter a number of days from 1 to 30.")
    field = "days"

"""What the rules of spam settings refuse."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class BadThreshold(Refused):
    code = "bad_threshold"
    words = _("Enter a score from 1 to 20, for example 5 or 4.5.")
    field = "threshold"


class BadTreatment(Refused):
    code = "bad_treatment"
    words = _("Choose one from the list.")
    field = "treatment"


class NotYours(Refused):
    code = "set_by_the_administrator"
    words = _("Your administrator has set which filters are used here.")

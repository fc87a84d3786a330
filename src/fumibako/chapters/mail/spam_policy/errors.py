"""What the rules of spam settings refuse."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class BadThreshold(Refused):
    code = "bad_threshold"
    message = _("Enter a score from 1 to 20, for example 5 or 4.5.")
    field = "threshold"


class BadTreatment(Refused):
    code = "bad_treatment"
    message = _("Choose one from the list.")
    field = "treatment"


class NotYours(Refused):
    code = "set_by_the_administrator"
    message = _("Your administrator has set which filters are used here.")

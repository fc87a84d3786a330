"""What the rules of the virus check refuse."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class BadLockedTreatment(Refused):
    code = "bad_locked_treatment"
    message = _("Choose one from the list.")
    field = "locked_files"

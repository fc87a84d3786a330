"""Why a text was not found."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class NoSuchText(Refused):
    code = "no_such_text"
    message = _("There is no mail “%(notice)s” in the language “%(language)s”.")

"""Refusals of the health page."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class NotRefused(Refused):
    code = "not_refused"
    message = _("This change is no longer in the list of refused changes.")

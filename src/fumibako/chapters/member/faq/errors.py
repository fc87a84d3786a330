"""What the rules of questions refuse."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class BadPosition(Refused):
    code = "bad_position"
    message = _("Enter a number from 0 to %(max)s.")
    field = "position"

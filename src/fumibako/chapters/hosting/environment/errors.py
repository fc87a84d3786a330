"""What the rules of PHP's settings say no to (D2)."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class NotOffered(Refused):
    code = "not_offered"
    message = _("“%(value)s” cannot be chosen here. Choose one of the values in the list.")

"""What the rules of a catch-all refuse."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class NotYourAccount(Refused):
    code = "not_your_account"
    message = _("%(address)s is not a mail account of yours. Choose one from the list.")
    field = "address"

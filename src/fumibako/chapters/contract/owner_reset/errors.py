"""What the rules refuse."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class BadLoginId(Refused):
    code = "bad_login_id"
    message = _("Enter your My Page login ID: W and 9 digits.")
    field = "login"

"""What the rules of operators refuse."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class LoginTaken(Refused):
    code = "login_taken"
    words = _("There is an operator “%(login)s” already.")
    field = "login"


class NoSuchOperator(Refused):
    code = "no_such_operator"
    words = _("There is no operator “%(login)s”.")


class BadLogin(Refused):
    code = "bad_login"
    words = _("A login has 1 to 40 letters, digits, “-” and “_”.")
    field = "login"

"""What the rules of operators refuse."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class LoginTaken(Refused):
    code = "login_taken"
    words = _("The operator “%(login)s” already exists. Choose another login name.")
    field = "login"


class NoSuchOperator(Refused):
    code = "no_such_operator"
    words = _("There is no operator “%(login)s”.")


class BadLogin(Refused):
    code = "bad_login"
    words = _("A login name has 1 to 40 lower-case letters, digits, “-” and “_”.")
    field = "login"

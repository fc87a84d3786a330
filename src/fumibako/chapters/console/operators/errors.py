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


class ReservedLogin(Refused):
    code = "reserved_login"
    words = _("“%(login)s” stands for commands in the audit log. Choose another login name.")
    field = "login"


class BadOperatorName(Refused):
    code = "bad_operator_name"
    words = _("A name has at most 100 characters in one line.")
    field = "display_name"


class BadStaffRole(Refused):
    code = "bad_staff_role"
    words = _("Choose one of the roles.")
    field = "role"


class LastFullOperator(Refused):
    code = "last_full_operator"
    words = _(
        "“%(login)s” is the last operator in use whose role is “everything”. Give another operator that role first."
    )
    field = "role"


class FullOperatorOnly(Refused):
    code = "full_operator_only"
    words = _("Only operators whose role is “everything” can do this.")

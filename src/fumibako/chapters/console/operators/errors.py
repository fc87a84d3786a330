"""What the rules of operators refuse."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class LoginTaken(Refused):
    code = "login_taken"
    message = _("The operator “%(login)s” already exists. Choose another login name.")
    field = "login"


class NoSuchOperator(Refused):
    code = "no_such_operator"
    message = _("There is no operator “%(login)s”.")


class BadLogin(Refused):
    code = "bad_login"
    message = _("A login name has 1 to 40 lower-case letters, digits, “-” and “_”.")
    field = "login"


class ReservedLogin(Refused):
    code = "reserved_login"
    message = _("“%(login)s” stands for commands in the audit log. Choose another login name.")
    field = "login"


class BadOperatorName(Refused):
    code = "bad_operator_name"
    message = _("A name has at most 100 characters in one line.")
    field = "display_name"


class BadStaffRole(Refused):
    code = "bad_staff_role"
    message = _("Choose one of the roles.")
    field = "role"


class LastFullOperator(Refused):
    code = "last_full_operator"
    message = _(
        "“%(login)s” is the last operator in use whose role is “everything”. Give another operator that role first."
    )
    field = "role"


class FullOperatorOnly(Refused):
    code = "full_operator_only"
    message = _("Only operators whose role is “everything” can do this.")

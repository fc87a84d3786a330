"""Why somebody was not let in. The words are the same for an unknown name and a wrong password."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from fumibako.groundwork.rules import Refused


class LoginRefused(Refused):
    code = "login_refused"
    words = _("The address or the password is not right. Both are half-width, and capitals matter in the password.")


class LoginLater(Refused):
    """values: minutes, how long to wait."""

    code = "login_later"
    words = ngettext_lazy(
        "Too many wrong passwords. Try again in %(minutes)d minute, or in a browser that you have used before.",
        "Too many wrong passwords. Try again in %(minutes)d minutes, or in a browser that you have used before.",
        "minutes",
    )


class AccountClosed(Refused):
    code = "account_closed"
    words = _("This account is suspended at present. Please ask your administrator.")


class CustomerClosed(Refused):
    code = "customer_closed"
    words = _("The service for this domain is suspended at present. Please ask the company that provides it.")


class OperatorClosed(Refused):
    code = "operator_closed"
    words = _("This operator's login is suspended at present. Please ask another operator.")


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

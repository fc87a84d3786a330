"""Why somebody was not let in, and what passwords are refused. The message is the same for an unknown name and a wrong
password."""

from typing import Any

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


class ChangedMeanwhile(Refused):
    code = "changed_meanwhile"
    words = _("The password of %(address)s has been changed since that page was opened. It stays as it is now.")


class WrongPassword(Refused):
    code = "wrong_password"
    words = _("The present password is not right.")
    field = "old"


_PASSWORD_WORDS: dict[str, Any] = {
    "short": _("Use at least 8 characters."),
    "long": _("Use at most 128 characters."),
    "characters": _("Use half-width letters, digits and symbols only."),
    "blanks": _("A password neither begins nor ends with a blank."),
    "same": _("This is the present password. Choose another one."),
    "common": _("This password is on the lists that attackers try first. Choose another one."),
    "address": _(
        "This is made of the mail address, the domain or words like “password” and “mail” only, which attackers try"
        " first. Choose another one."
    ),
}


class BadPassword(Refused):
    """code: "password_" and one of the above."""

    field = "password"

    def __init__(self, reason: str) -> None:
        self.code = f"password_{reason}"
        self.words = _PASSWORD_WORDS[reason]
        super().__init__()

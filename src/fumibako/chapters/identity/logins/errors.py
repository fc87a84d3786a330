"""Why somebody was not let in, and what passwords are refused. The message is the same for an unknown name and a wrong
password."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from fumibako.chapters.identity.logins.models import Login
from fumibako.groundwork.rules import Refused


class LoginRefused(Refused):
    code = "login_refused"
    message = _("The address or the password is incorrect. Both are half-width, and the password is case-sensitive.")


class LoginLater(Refused):
    """values: minutes, how long to wait."""

    code = "login_later"
    message = ngettext_lazy(
        "Too many failed logins. Try again in %(minutes)d minute, or use a browser that you have used before.",
        "Too many failed logins. Try again in %(minutes)d minutes, or use a browser that you have used before.",
        "minutes",
    )


class CannotUnlock(Refused):
    code = "cannot_unlock"
    message = _("The lock could not be lifted. Try again in a few minutes.")


class PlaceRefused(Refused):
    """values: address, where the browser comes from."""

    code = "place_refused"
    message = _(
        "Logins to this account are not allowed from where you are (%(address)s). Please contact your administrator."
    )


class SecondStepAsked(Refused):
    """The password is right, and more is asked of this browser. login: whose it is."""

    code = "second_step"
    message = _("This login uses two-step verification. Log in on the page that asks for the verification code.")

    def __init__(self, login: Login) -> None:
        super().__init__()
        self.login = login


class AccountClosed(Refused):
    code = "account_closed"
    message = _("This account is currently suspended. Please contact your administrator.")


class CustomerClosed(Refused):
    code = "customer_closed"
    message = _("The service for this domain is currently suspended. Please contact your service provider.")


class OperatorClosed(Refused):
    code = "operator_closed"
    message = _("This operator's login is currently suspended. Please contact another operator.")


class ChangedMeanwhile(Refused):
    code = "changed_meanwhile"
    message = _("The password of %(address)s was changed after this page was opened. Nothing has been changed now.")


class WrongPassword(Refused):
    code = "wrong_password"
    message = _("The current password is incorrect.")
    field = "old"


_PASSWORD_WORDS: dict[str, Any] = {
    "short": _("The password needs at least 8 characters."),
    "long": _("Use at most 128 characters."),
    "characters": _("Use half-width letters, digits and symbols only."),
    "blanks": _("A password cannot begin or end with a space."),
    "same": _("This is the current password. Choose another one."),
    "common": _("This password is on the lists that attackers try first. Choose another one."),
    "address": _(
        "This password consists only of the mail address, the domain or common words such as “password” and “mail”,"
        " which attackers try first. Choose another one."
    ),
}


class BadPassword(Refused):
    """code: "password_" and one of the above."""

    field = "password"

    def __init__(self, reason: str) -> None:
        self.code = f"password_{reason}"
        self.message = _PASSWORD_WORDS[reason]
        super().__init__()

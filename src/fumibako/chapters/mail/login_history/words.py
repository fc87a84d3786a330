"""A login in words: the way it came, and what became of it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Outcome:
    label: Any
    tone: str
    detail: Any = ""


WAYS: dict[str, Any] = {
    "web": _("Web (webmail included)"),
    "imap": "IMAP",
    "pop3": "POP",
    "smtp": _("SMTP (sending)"),
    "sieve": "ManageSieve",
    "ftp": "FTP",
}
_OUTCOMES = {
    "in": Outcome(pgettext_lazy("result of a login", "Logged in"), "ok"),
    "wrong": Outcome(pgettext_lazy("result of a login", "Refused"), "warn", _("Wrong password or no such account")),
    "later": Outcome(
        pgettext_lazy("result of a login", "Refused"), "danger", _("Locked after too many wrong passwords")
    ),
    "place": Outcome(
        pgettext_lazy("result of a login", "Refused"), "danger", _("Logins from this place are not allowed")
    ),
    "code": Outcome(
        pgettext_lazy("result of a login", "Refused"), "danger", _("Right password, wrong verification code")
    ),
    "closed": Outcome(pgettext_lazy("result of a login", "Refused"), "warn", _("The account is suspended")),
}


def outcome_of(code: str) -> Outcome:
    return _OUTCOMES.get(code, _OUTCOMES["wrong"])

"""What the accounts' rules say no to (B1), in words."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused
from fumibako.machine.formats.addresses import BadAddress


class AccountsExhausted(Refused):
    code = "accounts_exhausted"
    message = _("All %(most)s mail accounts of the contract are in use. Delete one, or order more as an option.")


class AddressTaken(Refused):
    code = "address_taken"
    message = _("%(address)s is already in use. Choose another name.")
    field = "local_part"


class StillBeingRemoved(Refused):
    code = "still_being_removed"
    message = _("The old account %(address)s is still being removed. Try again in a minute.")
    field = "local_part"


class ReservedName(Refused):
    code = "reserved_name"
    message = _("“%(name)s” is a reserved name. Choose another one.")
    field = "local_part"


class OtherDomain(Refused):
    code = "other_domain"
    message = _("This page is for addresses at %(domain)s, not at %(other)s. Enter the name before the @ only.")
    field = "local_part"


class BadQuota(Refused):
    code = "bad_quota"
    message = _("Enter a size from 0.001 GB (1 MB) to %(most)s GB.")
    field = "quota_bytes"


class BadDisplayName(Refused):
    code = "bad_display_name"
    message = _(
        "Enter a display name of at most 100 characters, without line breaks, control or private-use characters."
    )
    field = "display_name"


class NoSuchDomain(Refused):
    code = "no_such_domain"
    message = _("%(domain)s is not a domain of this service.")


class NoSuchAccount(Refused):
    code = "no_such_account"
    message = _("There is no account %(address)s.")


class AnotherAdministrator(Refused):
    code = "another_administrator"
    message = _(
        "%(address)s is the account of another administrator. Only administrators with the role “Everything” can"
        " change it."
    )
    field = "address"


class IsAdministrator(Refused):
    code = "is_administrator"
    message = _("The administrator's account cannot be suspended or deleted.")


_ADDRESS_WORDS: dict[str, Any] = {
    "empty": _("Enter an address."),
    "control": _("“%(value)s” contains a character that is not allowed in an address."),
    "shape": _("“%(value)s” is not a mail address: it has no @."),
    "domain": _("“%(value)s” has no valid domain after the @."),
    "local_part": _(
        "“%(value)s” cannot be used before the @. Use half-width letters, digits, “-”, “_” and single dots."
    ),
}


class UnreadableAddress(Refused):
    """code: "address_" and machine.formats.addresses.BadAddress's code."""

    def __init__(self, error: BadAddress, field: str = "") -> None:
        self.code = f"address_{error.code}"
        self.message = _ADDRESS_WORDS[error.code]
        self.field = field
        super().__init__(value="".join(c if c.isprintable() else "�" for c in error.value[:80]))

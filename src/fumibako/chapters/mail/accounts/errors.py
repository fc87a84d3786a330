"""What the accounts' rules say no to (B1), in words."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused
from fumibako.machine.formats.addresses import BadAddress


class AccountsExhausted(Refused):
    code = "accounts_exhausted"
    words = _("The contract allows %(most)s mail accounts, and all of them are in use. Delete one or order more.")


class AddressTaken(Refused):
    code = "address_taken"
    words = _("%(address)s is in use already. Choose another name.")
    field = "local_part"


class StillBeingRemoved(Refused):
    code = "still_being_removed"
    words = _("The old account %(address)s is still being removed. Try again in a minute.")
    field = "local_part"


class ReservedName(Refused):
    code = "reserved_name"
    words = _("“%(name)s” is kept for the service itself. Choose another name.")
    field = "local_part"


class BadQuota(Refused):
    code = "bad_quota"
    words = _("Enter a size from 0.001 GB (1 MB) to %(most)s GB.")
    field = "quota_bytes"


class BadDisplayName(Refused):
    code = "bad_display_name"
    words = _("A display name has at most 100 characters, no line breaks, controls or private-use characters.")
    field = "display_name"


class NoSuchDomain(Refused):
    code = "no_such_domain"
    words = _("%(domain)s is not a domain of this service.")


class NoSuchAccount(Refused):
    code = "no_such_account"
    words = _("There is no account %(address)s.")


class IsAdministrator(Refused):
    code = "is_administrator"
    words = _("The administrator's account can be neither suspended nor deleted.")


_ADDRESS_WORDS: dict[str, Any] = {
    "empty": _("Enter an address."),
    "control": _("“%(value)s” holds a character that no address can have."),
    "shape": _("“%(value)s” is not a mail address: it has no @."),
    "domain": _("“%(value)s” has no valid domain after the @."),
    "local_part": _(
        "“%(value)s” cannot stand before the @. Use half-width letters, digits, “-”, “_” and single dots between them."
    ),
}


class UnreadableAddress(Refused):
    """code: "address_" and machine.formats.addresses.BadAddress's code."""

    def __init__(self, error: BadAddress, field: str = "") -> None:
        self.code = f"address_{error.code}"
        self.words = _ADDRESS_WORDS[error.code]
        self.field = field
        super().__init__(value="".join(c if c.isprintable() else "�" for c in error.value[:80]))

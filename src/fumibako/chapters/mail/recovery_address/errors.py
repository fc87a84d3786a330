"""What the rules of recovery addresses refuse."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class OwnAddress(Refused):
    code = "own_address"
    message = _("You could not read mail to this address without the password. Enter an address outside this account.")
    field = "address"


class SameRecoveryAddress(Refused):
    code = "same_recovery_address"
    message = _("This is already your recovery address.")
    field = "address"

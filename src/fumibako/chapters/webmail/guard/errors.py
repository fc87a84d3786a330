"""What the rules of the misdelivery guard refuse (B13)."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class BadHold(Refused):
    code = "bad_hold"
    words = _("Enter a number of minutes from 0 to %(most)s.")
    field = "hold_minutes"


class BadCopyAddress(Refused):
    code = "bad_copy_address"
    words = _("%(address)s is not an account or alias of yours. Copies stay inside your company.")
    field = "copy_to"


class BadNumberOfDomains(Refused):
    code = "bad_number_of_domains"
    words = _("Enter a number from 2 to %(most)s, or 0 for never.")
    field = "most_domains"

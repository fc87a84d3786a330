"""What the rules of the misdelivery guard refuse (B13)."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class BadHold(Refused):
    code = "bad_hold"
    message = _("Enter a number of minutes from 0 to %(most)s.")
    field = "hold_minutes"


class BadCopyAddress(Refused):
    code = "bad_copy_address"
    message = _("%(address)s is not an account or alias of yours. Copies stay inside your company.")
    field = "copy_to"


class CopiesNeedEveryRight(Refused):
    code = "copies_need_every_right"
    message = _("Only an administrator with every right decides who gets copies: administrators' mail is among them.")
    field = "copy_to"


class BadNumberOfDomains(Refused):
    code = "bad_number_of_domains"
    message = _("Enter a number from 2 to %(most)s, or 0 for never.")
    field = "most_domains"


class NoSuchAccount(Refused):
    code = "no_such_account"
    message = _("“%(address)s” is not an account of yours. Enter the whole address.")


class NoAccount(Refused):
    code = "no_account"
    message = _("Enter at least one account, and at most %(most)s.")
    field = "accounts"


class OwnSuperior(Refused):
    code = "own_superior"
    message = _("%(address)s cannot approve its own mail.")
    field = "superior"


class DeputyIsSuperior(Refused):
    code = "deputy_is_superior"
    message = _("The deputy must be another account than the superior.")
    field = "deputy"

"""What the rules of aliases refuse."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class NoTargets(Refused):
    code = "no_targets"
    message = _("Enter at least one account that receives the mail.")
    field = "targets"


class TooManyTargets(Refused):
    code = "too_many_targets"
    message = _("Enter at most %(max)s accounts.")
    field = "targets"


class NotAnAccount(Refused):
    code = "not_an_account"
    message = _("%(target)s is not a mail account of yours. Only your own accounts can receive the mail.")
    field = "targets"


class NoSuchAlias(Refused):
    code = "no_such_alias"
    message = _("There is no alias %(address)s.")

"""What the rules of roles refuse."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class OwnRole(Refused):
    code = "own_role"
    message = _("You cannot change your own role. Ask another administrator.")
    field = "address"


class FixedRole(Refused):
    code = "fixed_role"
    message = _("%(address)s may always do everything.")
    field = "address"


class NoSuchRole(Refused):
    code = "no_such_role"
    message = _("There is no role “%(role)s”. Choose one of the list.")
    field = "role"

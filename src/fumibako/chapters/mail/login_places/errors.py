"""What the rules of login places say no to (A7)."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class NothingListed(Refused):
    code = "nothing_listed"
    message = _("With “Listed addresses only”, enter at least one address or range. Otherwise nobody could log in.")
    field = "networks"


class LocksYouOut(Refused):
    """values: address, of the administrator's browser."""

    code = "locks_you_out"
    message = _(
        "With this setting you could not log in to this site yourself from where you are now (%(address)s). Add your "
        "current address to the list, or allow more for the web."
    )
    field = "web"

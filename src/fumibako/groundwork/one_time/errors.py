"""Why no link or code was issued, or it did not work."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from fumibako.groundwork.rules import Refused


class TooManyIssued(Refused):
    """values: minutes, how long to wait."""

    code = "too_many_issued"
    message = ngettext_lazy(
        "Too many mails have been requested. Try again in %(minutes)d minute.",
        "Too many mails have been requested. Try again in %(minutes)d minutes.",
        "minutes",
    )


class LinkEnded(Refused):
    code = "link_ended"
    message = _("This link has been used or has expired. Start again from the first page.")


class CodeEnded(Refused):
    code = "code_ended"
    message = _("This code no longer works. Request a new one.")


class WrongCode(Refused):
    """values: tries, how many are left."""

    code = "wrong_code"
    message = ngettext_lazy(
        "This is not the code of the latest mail. You can try %(tries)d more time.",
        "This is not the code of the latest mail. You can try %(tries)d more times.",
        "tries",
    )
    field = "code"

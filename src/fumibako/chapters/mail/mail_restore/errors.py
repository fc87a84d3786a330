"""Why mail cannot be restored (B17)."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class NoCopy(Refused):
    code = "no_copy"
    message = _("There is no copy of that day any more. Choose another day.")
    field = "day"


class NoFolder(Refused):
    code = "no_folder"
    message = _("Choose at least one folder.")
    field = "folders"


class NoMail(Refused):
    code = "no_mail"
    message = _("Choose at least one mail.")
    field = "uids"


class CopiesAway(Refused):
    code = "copies_away"
    message = _("The copies cannot be read right now. Try again in a few minutes.")

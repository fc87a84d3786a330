"""What the rules of sorting refuse."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class NoCondition(Refused):
    code = "no_condition"
    words = _("Enter at least one condition.")
    field = "text_1"


class NoAction(Refused):
    code = "no_action"
    words = _("Name a folder, or choose what happens to the mail.")
    field = "folder"


class BadFolder(Refused):
    code = "bad_folder"
    words = _(
        "Use at most 100 characters for the folder, without “*”, “&” and other symbols of IMAP. “/” separates it from"
        " the folder above."
    )
    field = "folder"

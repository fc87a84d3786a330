"""What the rules of sorting refuse."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class NoCondition(Refused):
    code = "no_condition"
    message = _("Enter at least one condition.")
    field = "text_1"


class NoAction(Refused):
    code = "no_action"
    message = _("Enter a folder or choose an action.")
    field = "folder"


class BadFolder(Refused):
    code = "bad_folder"
    message = _(
        "Enter a folder name of at most 100 characters, without “*”, “&” and similar symbols. “/” separates it from the"
        " parent folder."
    )
    field = "folder"


class NoRule(Refused):
    code = "no_sorting_rule"
    message = _("There is no rule yet. Add one first.")


class InboxAway(Refused):
    code = "inbox_away"
    message = _("The inbox cannot be read right now. Try again in a few minutes.")


class NothingFiled(Refused):
    code = "nothing_filed"
    message = _("There are no moved mails to take back.")

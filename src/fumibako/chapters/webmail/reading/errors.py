"""Why many mails could not be changed (C1)."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class MailboxAway(Refused):
    code = "mailbox_away"
    message = _("The mailbox could not be reached, or its rights do not allow this. What was done before stays done.")


class FolderGone(Refused):
    code = "folder_gone"
    message = _("The folder is not there any more. What was done before stays done.")

"""What the rules about old mail refuse."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class OldMailAway(Refused):
    code = "old_mail_away"
    message = _("The mailbox cannot be read right now. Try again in a few minutes.")


class BadDay(Refused):
    code = "bad_day"
    message = _("Choose a day before today.")
    field = "before"


class BadFolder(Refused):
    code = "bad_folder_of_old_mail"
    message = _("Choose one of the folders.")
    field = "folder"


class AlreadyArchived(Refused):
    code = "already_archived"
    message = _("This folder is the archive itself. Choose another one.")
    field = "folder"


class BadAge(Refused):
    code = "bad_age"
    message = _("Enter a number of days from %(least)s to %(most)s.")
    field = "days"


class TooManyStandingRules(Refused):
    code = "too_many_standing_rules"
    message = _("There are %(max)s rules already. Delete one first.")

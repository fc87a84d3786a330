"""What the rules of the cabinet refuse (E5)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from fumibako.groundwork.rules import Refused


class NotInContract(Refused):
    code = "cabinet_not_in_contract"
    message = _("The option “Large-file cabinet” is not in use for this contract.")


class NoSeat(Refused):
    code = "no_cabinet_seat"
    message = _("Your account is not one of those that may use the cabinet. Ask your administrator.")


class CabinetClosed(Refused):
    code = "cabinet_closed"
    message = _("Your administrator has closed the cabinet.")


class RequestsClosed(Refused):
    code = "cabinet_requests_closed"
    message = _("Your administrator does not allow receiving files from outside.")


class TooManySeats(Refused):
    code = "too_many_cabinet_seats"
    message = _("The contract has the cabinet for %(max)s accounts, and %(number)s are chosen.")
    field = "accounts"


class BadFileName(Refused):
    code = "bad_file_name"
    message = _("“%(name)s” is no usable file name. Use a name of at most 255 bytes without / and control characters.")
    field = "files"


class EmptyFile(Refused):
    code = "empty_file"
    message = _("“%(name)s” is empty. Choose a file with content.")
    field = "files"


class FileTooLarge(Refused):
    code = "file_too_large"
    message = _("“%(name)s” is larger than %(most)s, the largest file that is allowed.")
    field = "files"


class CabinetFull(Refused):
    code = "cabinet_full"
    message = _("The cabinet has no room for this: %(left)s are free. Delete files that are no longer needed.")
    field = "files"


class MoreThanDeclared(Refused):
    code = "more_than_declared"
    message = _("The file was changed while it was being uploaded. Upload it again.")
    field = "files"


class UploadBusy(Refused):
    code = "upload_busy"
    message = _("This file is being uploaded in another window.")
    field = "files"


class NothingChosen(Refused):
    code = "nothing_chosen"
    message = _("Choose at least one file.")
    field = "files"


class NoSuchFile(Refused):
    code = "no_such_file"
    message = _("One of the files is not in your cabinet any more.")
    field = "files"


class FileNotSafe(Refused):
    code = "file_not_safe"
    message = _("“%(name)s” is not handed out: %(reason)s.")
    field = "files"


class BadDays(Refused):
    code = "bad_days"
    message = _("Enter a number of days from 1 to %(most)s.")
    field = "days"


class BadDownloads(Refused):
    code = "bad_downloads"
    message = _("Enter a number of downloads up to %(most)s, or leave it empty for no limit.")
    field = "max_downloads"


class PasswordNeeded(Refused):
    code = "password_needed"
    message = _("Your administrator requires a password for every link.")
    field = "password"


class BadLinkPassword(Refused):
    code = "bad_link_password"
    message = _("Enter a password of %(least)s to %(most)s characters.")
    field = "password"


class BadRecipient(Refused):
    code = "bad_recipient"
    message = _("“%(address)s” is not a mail address.")
    field = "recipients"


class TooManyRecipients(Refused):
    code = "too_many_recipients"
    message = _("Enter at most %(most)s addresses.")
    field = "recipients"


class NobodyToMail(Refused):
    code = "nobody_to_mail"
    message = _("Enter the addresses to which the link is to be mailed.")
    field = "recipients"


class BadNote(Refused):
    code = "bad_note"
    message = _("Enter at most 200 characters, in one line.")
    field = "note"


class NoNote(Refused):
    code = "no_note"
    message = _("Say in a few words which files you are asking for.")
    field = "note"


class BadSender(Refused):
    code = "bad_sender"
    message = _("Enter your name, at most 100 characters in one line.")
    field = "sender"


class BadLimit(Refused):
    code = "bad_cabinet_limit"
    message = _("Enter a number from %(least)s to %(most)s.")

    def __init__(self, field: str, **values: object) -> None:
        self.field = field
        super().__init__(**values)


class LinkOver(Refused):
    code = "cabinet_link_over"
    message = _("This link does not work any more: it has expired, or its sender has ended it.")


class LinkAway(Refused):
    code = "cabinet_link_away"
    message = _("This link cannot be used at the moment. Please ask whoever gave it to you.")


class UsedUp(Refused):
    code = "cabinet_used_up"
    message = _("“%(name)s” has been downloaded as often as its sender allowed.")


class WrongLinkPassword(Refused):
    code = "wrong_link_password"
    message = _("The password is incorrect.")
    field = "password"


class TooManyTries(Refused):
    code = "too_many_link_tries"
    message = ngettext_lazy(
        "Too many wrong passwords. Try again in %(minutes)d minute.",
        "Too many wrong passwords. Try again in %(minutes)d minutes.",
        "minutes",
    )
    field = "password"

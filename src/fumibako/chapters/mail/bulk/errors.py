"""What the reading of account lists says no to (B2), in words."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused
from fumibako.machine.formats.csvfile import MAX_BYTES, MAX_ROWS, BadCsv

_FILE_WORDS: dict[str, Any] = {
    "empty": _("The file is empty. It needs a line with the names of the columns and a line for each account."),
    "charset": _("This is no CSV file in UTF-8 or Shift_JIS. Save it as “CSV” or “CSV UTF-8” and upload it again."),
    "workbook": _("This is an Excel workbook. In Excel, save it as “CSV UTF-8” and upload that file."),
    "quotes": _("Line %(line)s cannot be read: its quotation marks do not match. Correct it and upload it again."),
    "large": _("The file is larger than %(max_mb)s MB. Divide it."),
    "rows": _("The file has more than %(max_rows)s lines. Divide it."),
}


class UnreadableFile(Refused):
    """code: "file_" and machine.formats.csvfile.BadCsv's code."""

    field = "file"

    def __init__(self, error: BadCsv) -> None:
        self.code = f"file_{error.code}"
        self.message = _FILE_WORDS[error.code]
        super().__init__(line=error.line, max_mb=MAX_BYTES >> 20, max_rows=f"{MAX_ROWS:,}")


class NoAddressColumn(Refused):
    code = "no_address_column"
    message = _(
        "The first line names no column “Mail address” or “Mail account”. Use the template, or add a first line"
        " with the names of the columns."
    )
    field = "file"


class TwoColumns(Refused):
    code = "two_columns"
    message = _("The first line names the column “%(column)s” twice. Remove one of them.")
    field = "file"


class FileGone(Refused):
    code = "file_gone"
    message = _("The uploaded file is no longer kept. Upload it again.")


class DeletionsNotConfirmed(Refused):
    code = "deletions_not_confirmed"
    message = _("The file deletes %(number)s accounts. Enter this number to confirm.")
    field = "deletions"


class NoSuchJob(Refused):
    code = "no_such_job"
    message = _("There is no such job.")


class UnwritableName(Refused):
    code = "unwritable_name"
    message = _("“%(name)s” (%(address)s) has a character that Shift_JIS does not have. Choose UTF-8.")
    field = "charset"


class ForeignDomain(Refused):
    code = "foreign_domain"
    message = _("“%(domain)s” is none of your domains.")


class UnknownAction(Refused):
    code = "unknown_action"
    message = _("“%(value)s” is no action. Write “Add”, “Change” or “Delete”, or leave it empty.")


class UnknownStatus(Refused):
    code = "unknown_status"
    message = _("“%(value)s” is no status. Write “In use” or “Suspended”, or leave it empty.")


class UnreadableSize(Refused):
    code = "unreadable_size"
    message = _("“%(value)s” is no size. Write it in GB, for example 5 or 1.5, or leave it empty.")


class TooManyCells(Refused):
    code = "too_many_cells"
    message = _("The line has more cells than the first line. Put texts with commas between quotation marks.")


class TwiceInFile(Refused):
    code = "twice_in_file"
    message = _("Line %(line)s has the same address.")


class AlreadyAnAccount(Refused):
    code = "already_an_account"
    message = _("%(address)s is an account already. To change it, write “Change” as its action.")


class OwnPassword(Refused):
    code = "own_password"
    message = _("Change your own password under “My mail”.")

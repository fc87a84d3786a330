"""Why something is not done with a site's files (D1)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused
from fumibako.machine.daemons.sites.control import FilingRefused, in_words


class FilesAway(Refused):
    code = "files_away"
    message = _("The files cannot be reached right now. Try again in a minute.")


class FilesBusy(Refused):
    code = "files_busy"
    message = _("Other work on the files of this website is still under way. Try again in a minute.")


class SizeUnknown(Refused):
    code = "size_unknown"
    message = _("The used space is still being calculated. Try again in a minute.")


class DiskFull(Refused):
    code = "web_disk_full"
    message = _("There is not enough free space on the web disk. Delete files that are no longer needed.")


class NotThere(Refused):
    code = "file_not_there"
    message = _("“%(name)s” does not exist. It may have been moved or deleted.")


class Taken(Refused):
    code = "file_name_taken"
    message = _("“%(name)s” already exists. Choose another name, or delete the existing one first.")


class NotAFile(Refused):
    code = "not_a_file"
    message = _("“%(name)s” is not an ordinary file.")


class Closed(Refused):
    code = "file_closed"
    message = _("The permissions of “%(name)s” do not allow this. Change them first.")


class BadName(Refused):
    code = "bad_file_name"
    message = _(
        "This name cannot be used. It may not contain / or \\, begin or end with a space, or be longer than 255 bytes "
        "(about 85 Japanese characters)."
    )


class BadMode(Refused):
    code = "bad_mode"
    message = _("Enter three digits from 0 to 7, for example 644.")
    field = "mode"


class IntoItself(Refused):
    code = "into_itself"
    message = _("A folder cannot be moved or copied into itself. Choose another folder.")


class TopFolder(Refused):
    code = "top_folder"
    message = _("The folders htdocs, private and tmp cannot be changed themselves. Choose something inside them.")


class Changed(Refused):
    code = "file_changed"
    message = _(
        "The file was changed by somebody else in the meantime. Copy your text, open the file again and compare."
    )


class ChangedMeanwhile(Refused):
    code = "file_changed_meanwhile"
    message = _("The file was changed while it was being uploaded. Upload it again.")


class TooMany(Refused):
    code = "too_many_files"
    message = _("These are too many files at once. Work in several steps, or use FTP.")


class TooDeep(Refused):
    code = "folders_too_deep"
    message = _("“%(name)s” is nested too deeply. Up to 64 levels of folders are possible.")


class TooSlow(Refused):
    code = "files_too_slow"
    message = _("This takes too long for one step. Part of it may already be done. Work in several steps, or use FTP.")


class BadArchive(Refused):
    code = "bad_archive"
    message = _("This is not a ZIP file, or it is damaged.")


class EncryptedArchive(Refused):
    code = "encrypted_archive"
    message = _("This ZIP file is password-protected. Extract it on your computer and upload the files.")


class UnsafeEntry(Refused):
    code = "unsafe_entry"
    message = _("This ZIP file contains an entry that cannot be extracted here (“%(name)s”). Nothing was extracted.")


class Bomb(Refused):
    code = "archive_bomb"
    message = _("This ZIP file would expand to more than a hundred times its size. Nothing was extracted.")


class NothingChosen(Refused):
    code = "nothing_chosen"
    message = _("Choose the files first.")


class NotText(Refused):
    code = "not_text"
    message = _("“%(name)s” cannot be edited here: it is not a text file in UTF-8, Shift_JIS, EUC-JP or JIS.")


class TextTooLarge(Refused):
    code = "text_too_large"
    message = _("“%(name)s” is too large to edit here. Text files up to %(most)s KB can be edited.")


class Unwritable(Refused):
    code = "unwritable_character"
    message = _("“%(character)s” does not exist in %(charset)s. Replace it, or choose UTF-8.")
    field = "text"


class BrokenHtaccess(Refused):
    code = "broken_htaccess"
    message = _("With this text every page of the folder would show an error. The web server says: %(said)s")
    field = "text"


PASSING = (FilesAway, FilesBusy, SizeUnknown)
"""What is worth another try in a moment."""
OF_CODES: Mapping[str, type[Refused]] = {
    "not_found": NotThere,
    "taken": Taken,
    "not_a_file": NotAFile,
    "closed": Closed,
    "full": DiskFull,
    "bad_name": BadName,
    "bad_mode": BadMode,
    "into_itself": IntoItself,
    "top": TopFolder,
    "changed": Changed,
    "changed_meanwhile": ChangedMeanwhile,
    "busy": FilesBusy,
    "too_many": TooMany,
    "too_deep": TooDeep,
    "slow": TooSlow,
    "bad_archive": BadArchive,
    "encrypted": EncryptedArchive,
    "unsafe_entry": UnsafeEntry,
    "bomb": Bomb,
    "nothing_chosen": NothingChosen,
}


def refusal_of(refused: FilingRefused) -> Refused:
    """What the program that works on the files said, in words."""
    values: dict[str, Any] = {"name": "", **refused.values}
    values["name"] = in_words(str(values["name"]))
    return OF_CODES.get(refused.code, FilesAway)(**values)

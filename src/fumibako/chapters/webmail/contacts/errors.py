"""What the rules of address books refuse (C12)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class NobodyNamed(Refused):
    code = "nobody_named"
    message = _("Enter a name, a company or a mail address.")
    field = "name"


class UnreadableText(Refused):
    code = "unreadable_text"
    message = _("Enter at most %(most)s characters, without line breaks or control characters.")

    def __init__(self, field: str, **values: object) -> None:
        self.field = field
        super().__init__(**values)


class NoteTooLong(Refused):
    code = "note_too_long"
    message = _("The note can have at most %(most)s characters.")
    field = "note"


class NoMailAddress(Refused):
    code = "no_mail_address"
    message = _("“%(typed)s” is not a mail address. Correct or remove it.")
    field = "addresses"


class NoPhoneNumber(Refused):
    code = "no_phone_number"
    message = _("“%(typed)s” is not a telephone number. Use digits, + and hyphens.")
    field = "phones"


class TooManyLines(Refused):
    code = "too_many_lines"
    message = _("Enter at most %(most)s of them.")

    def __init__(self, field: str, **values: object) -> None:
        self.field = field
        super().__init__(**values)


class OutsideAddressNeeded(Refused):
    code = "outside_address_needed"
    message = _("Enter a mail address.")
    field = "addresses"


class AccountOfOurs(Refused):
    code = "account_of_ours"
    message = _("%(address)s is one of your accounts, which stand in the address book already. Edit it there.")
    field = "addresses"


class BookFull(Refused):
    code = "book_full"
    message = _("An address book can have at most %(most)s contacts. Delete some first.")


class BookTooLarge(Refused):
    code = "book_too_large"
    message = _("The pictures and notes in the address book have reached %(max_mb)s MB together. Delete some first.")


class UnreadableBook(Refused):
    code = "unreadable_book"
    field = "file"

    def __init__(self, words: Any, **values: object) -> None:
        self.message = words
        super().__init__(**values)


NO_CARDS = _("The file has neither vCards nor a CSV list with a column “Mail address” or “Name”.")
TOO_LARGE = _("The file is larger than %(max_mb)s MB. Divide it.")
BAD_CSV = _("Line %(line)s cannot be read. Save the list as “CSV UTF-8” and upload it again.")


class NoCard(Refused):
    code = "no_card"
    message = _("This is no vCard, or one that is too large.")

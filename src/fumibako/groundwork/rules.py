"""A rule said no: one shape for every door."""

from typing import Any

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """A rule says no, and nothing was changed.

    code names the rule for programs; message is the sentence for people, which says what to do and is
    filled from the values given; field is the input it belongs to, "" where it belongs to none.
    """

    code = "refused"
    message: Any = ""  # a lazy translation
    field = ""

    def __init__(self, **values: object) -> None:
        super().__init__(self.code)
        self.values = values

    def __str__(self) -> str:
        return str(self.message % self.values)  # in this order: a plural is chosen by its number


class MissingValue(Refused):
    code = "missing_value"
    message = _("“%(name)s” is missing.")


class WrongValue(Refused):
    code = "wrong_value"
    message = _("“%(name)s” has a value of the wrong type.")


class UnknownValue(Refused):
    code = "unknown_value"
    message = _("“%(name)s” is not a known field.")

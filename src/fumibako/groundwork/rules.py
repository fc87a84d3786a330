"""A rule said no: one shape for every door, and the reading of a door's raw values."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """A rule says no, and nothing was changed.

    code names the rule for programs; words is the sentence for people, which says what to do and is
    filled from the values given; field is the input it belongs to, "" where it belongs to none.
    """

    code = "refused"
    words: Any = ""  # a lazy translation
    field = ""

    def __init__(self, **values: object) -> None:
        super().__init__(self.code)
        self.values = values

    def __str__(self) -> str:
        return str(self.words % self.values)  # in this order: a plural's words are chosen by its number


class MissingValue(Refused):
    code = "missing_value"
    words = _("“%(name)s” is missing.")


class WrongValue(Refused):
    code = "wrong_value"
    words = _("“%(name)s” has a value of the wrong type.")


class UnknownValue(Refused):
    code = "unknown_value"
    words = _("“%(name)s” is not a known field.")


class Values:
    """What a program sent as a JSON object: each name is asked for with its type, and none may be left over."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._left = dict(raw)

    def text(self, name: str, default: str | None = None) -> str:
        """Raises MissingValue, WrongValue."""
        value = self.text_or_none(name)
        value = default if value is None else value
        if value is None:
            raise MissingValue(name=name)
        return value

    def text_or_none(self, name: str) -> str | None:
        """Raises WrongValue."""
        value = self._left.pop(name, None)
        if value is None or (isinstance(value, str) and _is_storable(value)):
            return value
        raise WrongValue(name=name)

    def number_or_none(self, name: str) -> int | None:
        """Raises WrongValue."""
        value = self._left.pop(name, None)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        raise WrongValue(name=name)

    def end(self) -> None:
        """Raises UnknownValue for a name that nobody asked for."""
        for name in self._left:
            raise UnknownValue(name=name[:60])


def _is_storable(text: str) -> bool:
    """Not so: half a surrogate pair, which is no UTF-8, and NUL, which PostgreSQL does not take."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)

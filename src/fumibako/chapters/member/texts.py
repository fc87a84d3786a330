"""What the operator may write for customers to read."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.names import is_name
from fumibako.groundwork.rules import Refused
from fumibako.machine.formats.visible import is_visible

MAX_TITLE, MAX_TEXT = 200, 10_000


class _Bad(Refused):
    def __init__(self, field: str, **values: object) -> None:
        self.field = field
        super().__init__(**values)


class BadTitle(_Bad):
    code = "bad_title"
    message: Any = _("Enter one line of 1 to %(max)s characters, without control characters.")


class BadText(_Bad):
    code = "bad_text"
    message: Any = _("Enter a text of 1 to %(max)s characters, without control characters.")


def check_title(field: str, title: str, *, is_needed: bool = True) -> str:
    """Raises BadTitle."""
    title = title.strip()
    if not is_name(title, most=MAX_TITLE) or (is_needed and not title):
        raise BadTitle(field, max=MAX_TITLE)
    return title


def check_text(field: str, text: str, *, is_needed: bool = True, most: int = MAX_TEXT) -> str:
    """Line ends become \\n. Raises BadText."""
    text = text.replace("\r\n", "\n").strip()
    is_readable = len(text) <= most and all(c in "\n\t" or is_visible(c) for c in text)
    if not is_readable or (is_needed and not text):
        raise BadText(field, max=most)
    return text

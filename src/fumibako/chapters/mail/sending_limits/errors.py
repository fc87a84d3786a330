"""What the rules of sending limits refuse."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class BadLimit(Refused):
    """field: which of the two numbers."""

    code = "bad_sending_limit"
    message = _("Enter numbers from %(least)s to %(most)s. The number for a day cannot be below that for an hour.")

    def __init__(self, field: str, **values: object) -> None:
        self.field = field
        super().__init__(**values)


class CannotRelease(Refused):
    code = "cannot_release"
    message = _("The account cannot be released right now. Try again in a minute.")

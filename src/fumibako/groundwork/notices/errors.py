"""Why a wording of a notice was not saved."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused
from fumibako.machine.notices.wording import MAX_BODY, MAX_SUBJECT, BadWording

_WORDS: dict[str, Any] = {
    "subject": _("Enter a subject: one line of up to %(subject)d characters, no control or private-use characters."),
    "body": _("Enter a text of up to %(body)d characters, without control or private-use characters."),
    "unknown": _("“{%(name)s}” is not available in this mail. Use only the placeholders listed beside the text."),
    "missing": _("The text must contain “{%(name)s}”: without it, readers cannot do what the mail asks of them."),
}


class WordingRefused(Refused):
    """code: "wording_" and machine.notices.wording.BadWording's code."""

    def __init__(self, error: BadWording) -> None:
        self.code = f"wording_{error.code}"
        self.message = _WORDS[error.code]
        self.field = "subject" if error.code == "subject" else "body"
        super().__init__(name=error.name, subject=MAX_SUBJECT, body=MAX_BODY)

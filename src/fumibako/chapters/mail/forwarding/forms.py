"""What is typed about forwarding."""

import re
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.forwarding.rules import check_number, check_target
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.ui.forms import Form, HalfWidthField

MAX_LOOKED_AT = 20  # of the addresses typed, most of them too many: each costs a look into the database


class SetForwarding(Form):
    is_on = forms.BooleanField(label=_("Forward new mail"), required=False)
    targets = HalfWidthField(
        label=_("Forward to"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One mail address per line, at most four."),
    )
    keeps_copy = forms.BooleanField(label=_("Keep a copy in this mailbox"), required=False)

    def __init__(self, *args: Any, mailbox: Mailbox, **options: Any) -> None:
        super().__init__(*args, **options)
        self._mailbox = mailbox

    def clean(self) -> None:
        """Make a list of the targets, each once."""
        if "targets" not in self.cleaned_data:
            return
        is_on, typed = self.cleaned_data["is_on"], _with_their_lines(self.cleaned_data["targets"])
        self.cleaned_data["targets"] = [target for target, line in typed]
        self.ask(partial(check_number, is_on=is_on), len(typed))
        for target, line in typed[:MAX_LOOKED_AT]:
            try:
                check_target(self._mailbox, target, is_on=is_on)
            except Refused as refusal:
                words = gettext("Line %(line)s: %(words)s") % {"line": line, "words": refusal}
                self.add_error("targets", forms.ValidationError(words, refusal.code))


def _with_their_lines(text: str) -> list[tuple[str, int]]:
    """Each address once, with the number of the line where it is first."""
    found: dict[str, tuple[str, int]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        for target in filter(None, re.split(r"[\s,;、]+", line)):
            found.setdefault(target.lower(), (target, number))
    return list(found.values())

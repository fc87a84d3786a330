"""What is looked for in the archive."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.webmail.sent_archive.index import WORDS, Asked
from fumibako.groundwork.ui.forms import DayField, Form

MAX_LENGTH = 100


class SearchForm(Form):
    """Everything may be left empty. Words beside each other must all be there."""

    since = DayField(label=_("Sent from (day)"), required=False)
    until = DayField(label=_("Sent until (day)"), required=False)
    sender = forms.CharField(label=_("Sender"), required=False, max_length=MAX_LENGTH)
    recipient = forms.CharField(label=_("Recipient (Bcc as well)"), required=False, max_length=MAX_LENGTH)
    subject = forms.CharField(label=_("Subject"), required=False, max_length=MAX_LENGTH)
    text = forms.CharField(label=_("Body text"), required=False, max_length=MAX_LENGTH)
    file = forms.CharField(label=_("Name of an attachment"), required=False, max_length=MAX_LENGTH)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("since") and given.get("until") and given["since"] > given["until"]:
            self.add_error("until", _("Choose a day that is not before the first one."))
        return given

    def asked(self) -> Asked | None:
        """None where something typed cannot be read."""
        if not self.is_valid():
            return None
        given = self.cleaned_data
        words = {name: given[name] for name in WORDS if given[name].strip()}
        return Asked(_begin(given["since"]), _begin(given["until"], 1), words)


def _begin(day: Any, later: int = 0) -> datetime | None:
    """Of that day in the office's time zone."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=later), time())) if day else None

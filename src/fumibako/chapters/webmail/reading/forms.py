"""What is looked for in mail (C1). The same names stand in the address of the results."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.webmail.imap import Search
from fumibako.groundwork.ui.forms import Form, NumberField

MAX_LENGTH = 100
MEGABYTE = 1_000_000
_EARLIEST, _LATEST = date(1970, 1, 1), date(2999, 12, 31)
_MAX_MEGABYTES = 10_000


class Day(forms.DateField):
    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        words = _("Enter a day such as 2026/12/28.")
        super().__init__(
            required=False,
            widget=widget,
            input_formats=["%Y-%m-%d", "%Y/%m/%d"],
            error_messages={"invalid": words},
            validators=[MinValueValidator(_EARLIEST, words), MaxValueValidator(_LATEST, words)],
            **options,
        )


class Megabytes(NumberField):
    def __init__(self, **options: Any) -> None:
        words = _("Enter a number of megabytes from 1 to 10,000.")
        limits = [MinValueValidator(1, words), MaxValueValidator(_MAX_MEGABYTES, words)]
        super().__init__(required=False, validators=limits, **options)


class SearchForm(Form):
    """Everything may be left empty. Words beside each other must all be there."""

    q = forms.CharField(label=_("Anywhere in the mail"), required=False, max_length=MAX_LENGTH)
    sender = forms.CharField(label=_("Sender"), required=False, max_length=MAX_LENGTH)
    recipient = forms.CharField(label=_("Recipient (To or Cc)"), required=False, max_length=MAX_LENGTH)
    subject = forms.CharField(label=_("Subject"), required=False, max_length=MAX_LENGTH)
    text = forms.CharField(label=_("Body text"), required=False, max_length=MAX_LENGTH)
    since = Day(label=_("Received from (day)"))
    until = Day(label=_("Received until (day)"))
    larger = Megabytes(label=_("Size from (MB)"))
    smaller = Megabytes(label=_("Size up to (MB)"))
    attached = forms.BooleanField(label=_("With attachments only"), required=False)
    unread = forms.BooleanField(label=_("Unread only"), required=False)
    flagged = forms.BooleanField(label=_("Starred only"), required=False)
    where = forms.ChoiceField(
        label=_("Search in"), required=False, choices=[("", _("This folder")), ("all", _("All folders"))]
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("since") and given.get("until") and given["since"] > given["until"]:
            self.add_error("until", _("Choose a day that is not before the first one."))
        if given.get("larger") and given.get("smaller") and given["larger"] > given["smaller"]:
            self.add_error("smaller", _("Enter a size that is not below the smallest one."))
        return given

    def search(self) -> Search | None:
        """None where something typed cannot be read."""
        if not self.is_valid():
            return None
        given = self.cleaned_data
        return Search(
            anywhere=given["q"],
            sender=given["sender"],
            recipient=given["recipient"],
            subject=given["subject"],
            text=given["text"],
            has_attachment=given["attached"],
            is_unread=given["unread"],
            is_flagged=given["flagged"],
            since=given["since"],
            until=given["until"],
            larger=given["larger"] and given["larger"] * MEGABYTE,
            smaller=given["smaller"] and given["smaller"] * MEGABYTE,
        )

    def is_everywhere(self) -> bool:
        return self.cleaned_data.get("where") == "all"

    def asked(self) -> dict[str, str]:
        """What was typed, as an address says it."""
        return {name: str(self.data[name]) for name in self.fields if self.data.get(name)}

    def chips(self, folder: str) -> list[dict[str, Any]]:
        """What is looked for, each with the address of the search without it."""
        return [
            {
                "label": self.fields[name].label,
                "value": "" if isinstance(self.fields[name], forms.BooleanField) else value,
                "without": urlencode({"folder": folder} | {key: other for key, other in asked.items() if key != name}),
            }
            for asked in (self.asked(),)
            for name, value in asked.items()
            if name != "where"
        ]

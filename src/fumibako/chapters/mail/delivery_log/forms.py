"""What is looked for in the delivery log."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.delivery_log.queries import Search
from fumibako.groundwork.ui.forms import Form
from fumibako.machine.formats.widths import half_width

_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)  # long before there was a log


class Moment(forms.DateTimeField):
    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        words = _("Enter a date and time.")
        super().__init__(
            required=False,
            widget=widget,
            error_messages={"invalid": words},
            validators=[MinValueValidator(_EARLIEST, words)],
            **options,
        )


class SearchForm(Form):
    """Everything may be left empty."""

    address = forms.CharField(label=_("Sender or recipient"), required=False, max_length=320)
    message_id = forms.CharField(label=_("Message ID"), required=False, max_length=500)
    since = Moment(label=_("Received from (time)"))
    until = Moment(label=_("Received until (time)"))

    def clean_address(self) -> str:
        return half_width(self.cleaned_data["address"]).strip()

    def clean_message_id(self) -> str:
        return half_width(self.cleaned_data["message_id"]).strip()

    def search(self) -> Search | None:
        """None where something typed cannot be read."""
        return Search(**self.cleaned_data) if self.is_valid() else None

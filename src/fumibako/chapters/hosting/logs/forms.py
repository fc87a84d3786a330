"""What is asked of a log (D13)."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.ui.forms import Form

MAX_WORDS = 200


class AskLog(Form):
    """As it stands in the address of the page. hosts: of the site; the first one where none is asked for."""

    host = forms.ChoiceField(label=_("Website"), required=False)

    log = forms.ChoiceField(
        label=_("Log"),
        choices=(("access", _("Access log")), ("error", _("Error log")), ("php", _("PHP error log"))),
        required=False,
    )
    day = forms.DateField(
        label=_("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%Y/%m/%d"],
        error_messages={"invalid": _("Enter a day such as 2026/12/28.")},
    )
    search = forms.CharField(
        label=_("Text in the line"),
        required=False,
        max_length=MAX_WORDS,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    follow = forms.BooleanField(required=False)
    before = forms.IntegerField(required=False, min_value=0, max_value=1 << 60)

    def __init__(self, *args: Any, hosts: Sequence[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["host"].choices = [(host, host) for host in hosts]  # type: ignore[attr-defined]

    @property
    def chosen_host(self) -> str:
        return str(self.cleaned_data.get("host") or "")

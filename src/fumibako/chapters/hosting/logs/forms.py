"""What is asked of a log (D13)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.ui.forms import Form

MAX_WORDS = 200


class AskLog(Form):
    """As it stands in the address of the page."""

    log = forms.ChoiceField(
        label=_("Log"), choices=(("access", _("Access log")), ("error", _("Error log"))), required=False
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
    before = forms.IntegerField(required=False, min_value=0, max_value=1 << 60)

"""What is typed about forwarding."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.ui.forms import Form, HalfWidthField


class SetForwarding(Form):
    is_on = forms.BooleanField(label=_("Forward new mail"), required=False)
    targets = HalfWidthField(
        label=_("Forward to"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One mail address per line, at most four."),
    )
    keeps_copy = forms.BooleanField(label=_("Keep a copy in this mailbox"), required=False)

    def clean_targets(self) -> list[str]:
        return [target for target in re.split(r"[\s,;、]+", self.cleaned_data["targets"]) if target]

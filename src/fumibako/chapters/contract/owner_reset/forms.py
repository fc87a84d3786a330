"""Whose My Page password was lost, as typed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.contract.owner_reset.rules import check_login_id
from fumibako.groundwork.ui.forms import Form, HalfWidthField


class RequestOwnerReset(Form):
    login = HalfWidthField(
        label=_("My Page login ID"),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        help_text=_("Your customer number: W and 9 digits."),
    )

    def clean(self) -> None:
        self.ask(check_login_id, self.cleaned_data.get("login"))

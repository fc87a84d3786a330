"""Whose password was lost, as typed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.ui.forms import Form, HalfWidthField


class RequestReset(Form):
    address = HalfWidthField(
        label=_("Mail address"),
        widget=forms.TextInput(attrs={"autocomplete": "username", "type": "text", "inputmode": "email"}),
    )

"""What is typed about an administrator."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.tenancy.models import Domain
from fumibako.groundwork.tenancy.roles import Role
from fumibako.groundwork.ui.forms import Form, HalfWidthField


class SetRole(Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, required=False, widget=forms.RadioSelect)


class AddAdministrator(Form):
    address = HalfWidthField(label=_("Mail account"), help_text=_("An existing account: its name or full address."))
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[choice for choice in Role.choices if choice[0]],
        initial=Role.ACCOUNTS,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, domain: Domain, **options: Any) -> None:
        super().__init__(*args, **options)
        self._domain = domain

    def clean_address(self) -> str:
        typed: str = self.cleaned_data["address"].lower()
        return typed if "@" in typed else f"{typed}@{self._domain.name}"

"""What is typed about an API key."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.identity.keys import rules
from fumibako.chapters.identity.logins.models import Login
from fumibako.groundwork.tenancy.roles import Role
from fumibako.groundwork.ui.forms import Form


class AddKey(Form):
    name = forms.CharField(label=_("Name"), help_text=_("What uses it, for example “Backup script”."))
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect, help_text=_("Give it no more than it needs."))

    def __init__(self, *args: Any, kind: Login.Kind, **options: Any) -> None:
        super().__init__(*args, initial={"role": Role.LOOK}, **options)
        self.fields["role"].choices = [(role.value, role.label) for role in rules.ROLES[kind]]  # type: ignore[attr-defined]

    def clean(self) -> None:
        self.ask(rules.check_name, self.cleaned_data.get("name"))

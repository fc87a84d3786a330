"""What is typed about an operator."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.operators import rules
from fumibako.chapters.identity.logins.forms import BeforeField
from fumibako.groundwork.tenancy.staff import StaffRole
from fumibako.groundwork.ui.forms import Form, HalfWidthField


class ChangeOperator(Form):
    display_name = forms.CharField(label=_("Name"), required=False, max_length=rules.MAX_NAME, show_hidden_initial=True)
    role = forms.ChoiceField(
        label=_("Role"), choices=StaffRole.choices, widget=forms.RadioSelect, show_hidden_initial=True
    )

    def clean(self) -> None:
        self.ask(rules.check_name, self.cleaned_data.get("display_name"))
        self.ask(rules.check_role, self.cleaned_data.get("role"))


class AddOperator(ChangeOperator):
    login = HalfWidthField(
        label=_("Login name"), help_text=_("For example yamada. It cannot be changed."), max_length=40
    )
    field_order = ("login",)

    def clean(self) -> None:
        super().clean()
        self.ask(rules.check_login, self.cleaned_data.get("login"))


class NewPassword(Form):
    before = BeforeField()

"""What is typed about one's own account."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.identity.logins.forms import ChosenPassword
from fumibako.chapters.mail.accounts.rules import check_display_name
from fumibako.groundwork.ui.forms import Form, PasswordField


class ChangeOwnPassword(ChosenPassword):
    old = PasswordField(label=_("Current password"), is_new=False)
    field_order = ("old", "password", "again")


class ChangeDisplayName(Form):
    display_name = forms.CharField(label=_("Display name"), required=False)

    def clean(self) -> None:
        self.ask(check_display_name, self.cleaned_data.get("display_name"))

"""What a contract's owner types about their own login."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.contract.owners.rules import check_contact
from fumibako.chapters.identity.logins.forms import ChosenPassword
from fumibako.groundwork.ui.forms import Form, HalfWidthField, PasswordField


def _contact() -> HalfWidthField:
    return HalfWidthField(
        label=_("Contact mail address"),
        widget=forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        help_text=_("Mails about the contract and orders go there. It may be an address of another service."),
    )


class SetUp(ChosenPassword):
    contact = _contact()

    def clean(self) -> None:
        super().clean()
        self.ask(check_contact, self.cleaned_data.get("contact"))


class ChangePassword(ChosenPassword):
    old = PasswordField(label=_("Current password"), is_new=False)
    field_order = ("old", "password", "again")


class ChangeContact(Form):
    contact = _contact()
    old = PasswordField(label=_("Current password"), is_new=False)

    def clean(self) -> None:
        self.ask(check_contact, self.cleaned_data.get("contact"))

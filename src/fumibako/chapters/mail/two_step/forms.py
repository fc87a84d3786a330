"""What is typed about two-step verification, and the codes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.two_step.rules import check_code_address
from fumibako.groundwork.ui.forms import Form, HalfWidthField, PasswordField

_EMAIL = {"type": "text", "inputmode": "email", "autocomplete": "email"}
_CODE = {"autocomplete": "one-time-code", "maxlength": "40"}


class CurrentPassword(Form):
    old = PasswordField(label=_("Current password"), is_new=False)


class SetUp(CurrentPassword):
    """type=text: a browser's own check would refuse what is full-width and can be read."""

    address = HalfWidthField(label=_("Mail address for the codes"), widget=forms.TextInput(attrs=_EMAIL))
    again = HalfWidthField(label=_("Confirm the mail address"), widget=forms.TextInput(attrs=_EMAIL))
    field_order = ("address", "again", "old")

    def __init__(self, *args: Any, mailbox: Mailbox, **options: Any) -> None:
        super().__init__(*args, **options)
        self._mailbox = mailbox

    def clean(self) -> None:
        given = self.cleaned_data.get
        self.ask(check_code_address, self._mailbox, given("address"))
        if None not in (given("address"), given("again")) and given("address") != given("again"):
            words = _("The addresses do not match. Enter the same one twice.")
            self.add_error("again", forms.ValidationError(words, "differ"))


class SetApp(CurrentPassword):
    """signed: the secret that the QR code shows."""

    signed = forms.CharField(widget=forms.HiddenInput, max_length=1000)
    code = HalfWidthField(
        label=_("The 6 digits that the app shows"),
        max_length=40,
        widget=forms.TextInput(attrs=_CODE | {"inputmode": "numeric"}),
    )
    field_order = ("signed", "code", "old")


class Code(Form):
    """Of a mail, an app or the recovery sheet; the last has letters, so no keyboard of digits only."""

    code = HalfWidthField(label=_("Verification code"), max_length=40, widget=forms.TextInput(attrs=_CODE))
    trust = forms.BooleanField(label=_("Trust this browser for 7 days"), required=False, initial=True)

"""What is typed about two-step verification, and the codes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.identity.two_step.kinds import Holder
from fumibako.chapters.identity.two_step.passkeys import MAX_ANSWER
from fumibako.chapters.identity.two_step.rules import check_code_address, check_passkey_name
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

    def __init__(self, *args: Any, holder: Holder, **options: Any) -> None:
        super().__init__(*args, **options)
        self._holder = holder

    def clean(self) -> None:
        given = self.cleaned_data.get
        self.ask(check_code_address, self._holder, given("address"))
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


class PasskeyName(Form):
    name = forms.CharField(label=_("Name of the passkey"), max_length=200, help_text=_("For example, “My phone”."))

    def clean(self) -> None:
        self.ask(check_passkey_name, self.cleaned_data.get("name"))


class AddPasskey(PasskeyName, CurrentPassword):
    """signed: the challenge; answer: what the browser makes of it, by script only."""

    signed = forms.CharField(widget=forms.HiddenInput, max_length=1000)
    answer = forms.CharField(widget=forms.HiddenInput, max_length=MAX_ANSWER, required=False)
    field_order = ("signed", "answer", "name", "old")

    def clean(self) -> None:
        super().clean()
        if not self.errors and not self.cleaned_data.get("answer"):
            words = _("Your browser made no passkey. Allow script on this page, or use another browser.")
            self.add_error(None, forms.ValidationError(words, "no_answer"))


class Code(Form):
    """Of a mail, an app or the recovery sheet; the last has letters, so no keyboard of digits only. passkey: what the
    browser answered in its place."""

    code = HalfWidthField(
        label=_("Verification code"), max_length=40, required=False, widget=forms.TextInput(attrs=_CODE)
    )
    trust = forms.BooleanField(label=_("Trust this browser for 7 days"), required=False, initial=True)
    passkey = forms.CharField(widget=forms.HiddenInput, max_length=MAX_ANSWER, required=False)

    def clean(self) -> None:
        given = self.cleaned_data
        if not self.errors and not given.get("code") and not given.get("passkey"):
            self.add_error("code", forms.ValidationError(self.fields["code"].error_messages["required"], "required"))

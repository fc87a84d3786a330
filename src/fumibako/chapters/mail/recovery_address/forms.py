"""What is typed about one's recovery address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.recovery_address.rules import check_recovery_address
from fumibako.groundwork.ui.forms import Form, HalfWidthField, PasswordField


class EmailField(HalfWidthField):
    """type=text: a browser's own check would refuse what is full-width and can be read."""

    def __init__(self, **options: Any) -> None:
        attributes = {"type": "text", "inputmode": "email", "autocomplete": "email"}
        super().__init__(**options, widget=forms.TextInput(attrs=attributes))


class CurrentPassword(Form):
    old = PasswordField(label=_("Current password"), is_new=False)


class SetRecoveryAddress(CurrentPassword):
    address = EmailField(label=_("New recovery address"))
    again = EmailField(label=_("Confirm the new recovery address"))
    field_order = ("address", "again", "old")

    def __init__(self, *args: Any, mailbox: Mailbox, **options: Any) -> None:
        super().__init__(*args, **options)
        self._mailbox = mailbox

    def clean(self) -> None:
        given = self.cleaned_data.get
        self.ask(check_recovery_address, self._mailbox, given("address"))
        if None not in (given("address"), given("again")) and given("address") != given("again"):
            words = _("The addresses do not match. Enter the same one twice.")
            self.add_error("again", forms.ValidationError(words, "differ"))

"""What is typed about an app password."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.app_passwords.rules import check_app_name
from fumibako.groundwork.ui.forms import Form, PasswordField

PROTOCOL_NAMES = {
    "imap": _("Read mail (IMAP)"),
    "pop3": _("Fetch mail (POP)"),
    "smtp": _("Send mail (SMTP)"),
}


class AddAppPassword(Form):
    name = forms.CharField(
        label=_("Name"), help_text=_("What it is for, such as “My phone” or “Outlook in the office”."), max_length=60
    )
    protocols = forms.MultipleChoiceField(
        label=_("What it may be used for"),
        choices=tuple(PROTOCOL_NAMES.items()),
        initial=("imap", "smtp"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
    old = PasswordField(label=_("Current password"), is_new=False)

    def clean(self) -> None:
        self.ask(check_app_name, self.cleaned_data.get("name"))

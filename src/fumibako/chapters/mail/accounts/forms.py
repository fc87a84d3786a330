"""What is typed about an account. The rules stand in services.py."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.ui.forms import Form, HalfWidthField, NumberField, OnceField, PasswordField

_PASSWORD_HELP = _("8 to 128 half-width letters, digits and symbols.")


class BeforeField(forms.CharField):
    """Hidden: the mark of the password that the new one is to replace, so that a reload replaces no later one."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput)


class AddAccount(Form):
    local_part = HalfWidthField(
        label=_("Name before the @"), help_text=_("Letters, digits, “.”, “-” and “_”. Capitals become small letters.")
    )
    display_name = forms.CharField(
        label=_("Display name"), required=False, help_text=_("For lists, for example “Taro Yamada” or “Accounting”.")
    )
    password = PasswordField(
        label=_("Initial password"),
        is_new=True,
        required=False,
        help_text=_("Leave it empty, and we make a safe one and show it on the next page."),
    )
    quota_megabytes = NumberField(
        label=_("Size of the mailbox (MB)"), required=False, help_text=_("Empty: the size that the contract names.")
    )
    once = OnceField()


class ChangeAccount(Form):
    display_name = forms.CharField(label=_("Display name"), required=False)
    quota_megabytes = NumberField(label=_("Size of the mailbox (MB)"))


class SetPassword(Form):
    password = PasswordField(
        label=_("New password"),
        is_new=True,
        required=False,
        help_text=_("Leave it empty, and we make a safe one and show it on the next page."),
    )
    once = OnceField()
    before = BeforeField()


class ChangeOwnPassword(Form):
    old = PasswordField(label=_("Present password"), is_new=False)
    password = PasswordField(label=_("New password"), is_new=True, help_text=_PASSWORD_HELP)
    again = PasswordField(label=_("New password, once more"), is_new=True)

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError(_("The two new passwords differ. Type the same one twice."))
        return again

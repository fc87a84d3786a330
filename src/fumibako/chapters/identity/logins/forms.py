"""Logins as typed: the name is cleaned of full width and blanks, the password is not touched."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.identity.logins.password_policy import check_password
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.ui.forms import Form, HalfWidthField, PasswordField

PASSWORD_HELP = _("8 to 128 half-width letters, digits and symbols.")
_LOGIN = {"autocomplete": "username"}


class LogIn(Form):
    """name_field: where the login's name is typed."""

    name_field = "login"

    def name(self) -> str:
        typed: str = self.cleaned_data[self.name_field]
        return typed


class MemberLogin(LogIn):
    name_field = "address"
    address = HalfWidthField(
        label=_("Mail address"), widget=forms.TextInput(attrs={**_LOGIN, "type": "text", "inputmode": "email"})
    )
    password = PasswordField(label=_("Password"), is_new=False, help_text=_("Half-width characters, case-sensitive."))


class OperatorLogin(LogIn):
    login = HalfWidthField(label=_("Operator's login name"), widget=forms.TextInput(attrs=_LOGIN))
    password = PasswordField(label=_("Password"), is_new=False)


class OwnerLogin(LogIn):
    login = HalfWidthField(
        label=_("My Page login ID"),
        widget=forms.TextInput(attrs=_LOGIN),
        help_text=_("Your customer number: W and 9 digits."),
    )
    password = PasswordField(label=_("My Page password"), is_new=False, help_text=_("Not that of a mail account."))


class BeforeField(forms.CharField):
    """Hidden: the mark of the password that the new one is to replace, so that a reload replaces no later one."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput)


class NewPassword(Form):
    """Sets a password for somebody else: made here or typed, by an explicit choice. What was typed never gives way to a
    made one unseen."""

    password_by = forms.ChoiceField(
        label=_("How to set the password"),
        choices=(("made", _("Generate one (recommended)")), ("typed", _("Enter one"))),
        initial="made",
        widget=forms.RadioSelect(attrs={"data-empties": "id_password"}),
        help_text=_("It is shown once, on the next page."),
    )
    password = PasswordField(label=_("New password"), is_new=True, required=False, help_text=PASSWORD_HELP)

    def login(self) -> str:
        """Whom the password is for."""
        raise NotImplementedError

    def chosen(self) -> str | None:
        """What was typed, None where one is to be made."""
        return self.cleaned_data["password"] or None

    def clean(self) -> None:
        by, password = self.cleaned_data.get("password_by"), self.cleaned_data.get("password")
        if by == "typed" and password == "":
            words = self.fields["password"].error_messages["required"]
            self.add_error("password", forms.ValidationError(words, "required"))
        elif by == "typed":
            self.ask(check_password, password, self.login())
        elif password:
            words = _("The password that you also entered has been cleared. To choose your own, select “Enter one”.")
            self.add_error("password_by", forms.ValidationError(words, "contradiction"))
        if self.errors:
            self._tell_that_it_is_erased()

    def refuse(self, refusal: Refused) -> None:
        super().refuse(refusal)
        self._tell_that_it_is_erased()

    def _tell_that_it_is_erased(self) -> None:
        was_typed = self.data.get("password_by") == "typed" and self.data.get("password")
        if was_typed and not self.has_error("password"):
            words = _("For security, the password has been cleared. Enter it again.")
            self.add_error("password", forms.ValidationError(words, "erased"))


class SetPassword(NewPassword):
    before = BeforeField()

    def __init__(self, *args: Any, login: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self._login = login

    def login(self) -> str:
        return self._login


class ChosenPassword(Form):
    """One's own new password, typed twice. login: the name it is for."""

    password = PasswordField(label=_("New password"), is_new=True, help_text=PASSWORD_HELP)
    again = PasswordField(label=_("Confirm the new password"), is_new=True)

    def __init__(self, *args: Any, login: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self._login = login

    def clean(self) -> None:
        self.ask(check_password, self.cleaned_data.get("password"), self._login)

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError(_("The new passwords do not match. Enter the same one twice."))
        return again

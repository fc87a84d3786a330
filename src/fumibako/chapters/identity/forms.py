"""Logins as typed: the name is cleaned of full width and blanks, the password is not touched."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.ui.forms import Form, HalfWidthField, PasswordField

_LOGIN = {"autocomplete": "username"}


class MemberLogin(Form):
    address = HalfWidthField(
        label=_("Mail address"), widget=forms.TextInput(attrs={**_LOGIN, "type": "text", "inputmode": "email"})
    )
    password = PasswordField(
        label=_("Password"), is_new=False, help_text=_("Half-width. Capitals and small letters are different.")
    )


class OperatorLogin(Form):
    login = HalfWidthField(label=_("Operator's login"), widget=forms.TextInput(attrs=_LOGIN))
    password = PasswordField(label=_("Password"), is_new=False)

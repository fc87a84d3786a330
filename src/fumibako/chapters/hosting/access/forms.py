"""What is typed about access restriction (D6)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.access.rules import check_folder, check_login, check_realm
from fumibako.chapters.identity.logins.forms import NewPassword
from fumibako.groundwork.ui.forms import Form, HalfWidthField
from fumibako.machine.state.web.access import MAX_REALM


class SetRealm(Form):
    realm = forms.CharField(
        label=_("Title"),
        help_text=_("Browsers may show it when they ask for the password, for example “Members only”."),
        widget=forms.TextInput(attrs={"maxlength": MAX_REALM}),
    )

    def clean_realm(self) -> Any:
        return self.ask(check_realm, self.cleaned_data["realm"])


class RestrictFolder(SetRealm):
    path = HalfWidthField(
        label=_("Folder"),
        help_text=_("As in the website's address, for example /members. / restricts the whole site."),
        widget=forms.TextInput(attrs={"list": "folders", "autocomplete": "off"}),
    )
    field_order = ("path", "realm")

    def clean_path(self) -> Any:
        return self.ask(check_folder, self.cleaned_data["path"])


class AddUser(NewPassword):
    name = HalfWidthField(label=_("User name"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    field_order = ("name", "password_by", "password")

    def login(self) -> str:
        typed: str = self.cleaned_data.get("name") or ""
        return typed

    def clean_name(self) -> Any:
        return self.ask(check_login, self.cleaned_data["name"])

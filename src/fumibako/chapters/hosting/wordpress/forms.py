"""What is asked before WordPress is installed (D16)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.wordpress.rules import check_email, check_folder, check_login, check_title
from fumibako.chapters.identity.logins.forms import NewPassword
from fumibako.groundwork.ui.forms import HalfWidthField


class Install(NewPassword):
    title = forms.CharField(label=_("Title of the website"))
    folder = HalfWidthField(
        label=_("Folder"),
        required=False,
        help_text=_("Empty: the whole website. To put it under a folder, enter its name, for example blog."),
    )
    name = HalfWidthField(
        label=_("User name of the WordPress administrator"),
        help_text=_("Letters, digits and . _ @ -. It cannot be changed later."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = HalfWidthField(
        label=_("Mail address of the WordPress administrator"),
        widget=forms.TextInput(attrs={"type": "text", "inputmode": "email"}),
    )
    field_order = ("title", "folder", "name", "email", "password_by", "password")

    def login(self) -> str:
        typed: str = self.cleaned_data.get("name") or ""
        return typed

    def clean_title(self) -> Any:
        return self.ask(check_title, self.cleaned_data["title"])

    def clean_folder(self) -> Any:
        return self.ask(check_folder, self.cleaned_data["folder"].lower())

    def clean_name(self) -> Any:
        return self.ask(check_login, self.cleaned_data["name"])

    def clean_email(self) -> Any:
        return self.ask(check_email, self.cleaned_data["email"])

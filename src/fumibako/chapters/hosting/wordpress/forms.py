"""What is asked before WordPress is installed (D16)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.subdomains.rules import check_label
from fumibako.chapters.hosting.wordpress.models import Installation
from fumibako.chapters.hosting.wordpress.queries import folders_taken
from fumibako.chapters.hosting.wordpress.rules import (
    check_copy_folder,
    check_email,
    check_folder,
    check_login,
    check_parts,
    check_title,
    part_key,
)
from fumibako.chapters.identity.logins.forms import NewPassword
from fumibako.groundwork.ui.forms import Form, HalfWidthField


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


class UpdateParts(Form):
    parts = forms.MultipleChoiceField(
        label=_("Newer versions"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose plugins and themes for which there is a newer version.")},
    )

    def __init__(self, *args: Any, row: Installation, **options: Any) -> None:
        super().__init__(*args, **options)
        self._row = row
        old = [part for part in row.parts if part["newest"]]
        self.fields["parts"].choices = [(part_key(part), _words(part)) for part in old]  # type: ignore[attr-defined]
        self.fields["parts"].initial = [part_key(part) for part in old]

    def clean_parts(self) -> Any:
        keys = self.cleaned_data["parts"]
        self.ask(check_parts, self._row.parts, keys)
        return keys


class Stage(Form):
    folder = HalfWidthField(
        label=_("Folder"), help_text=_("A new folder on your website, for example staging. The copy is put there.")
    )
    label = HalfWidthField(
        label=_("Subdomain"),
        required=False,
        help_text=_("To show the copy at a subdomain, enter its name, for example test. Empty: it is in the folder."),
    )

    def __init__(self, *args: Any, row: Installation, **options: Any) -> None:
        super().__init__(*args, **options)
        self._row = row

    def clean_folder(self) -> Any:
        return self.ask(check_copy_folder, self.cleaned_data["folder"].lower(), folders_taken(self._row.site))

    def clean_label(self) -> Any:
        label = self.cleaned_data["label"]
        return self.ask(check_label, self._row.site.domain.name, label) if label else ""


def _words(part: Mapping[str, str]) -> str:
    return f"{part['name']} {part['version']} → {part['newest']}"

"""What is typed about databases (D3)."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.databases.rules import check_name, check_source
from fumibako.chapters.identity.logins.forms import NewPassword
from fumibako.groundwork.ui.forms import Confirm, Form, HalfWidthField
from fumibako.machine.state.web.database import MAX_NAME, prefix_of


class AddDatabase(NewPassword):
    name = HalfWidthField(label=_("Name"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    field_order: tuple[str, ...] = ("name", "password_by", "password")

    def __init__(self, *args: Any, site_number: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self._site_number = site_number
        words = _("1 to %(most)s lowercase letters, digits and underscores. “%(prefix)s” is put before it.")
        self.fields["name"].help_text = words % {"most": MAX_NAME, "prefix": prefix_of(site_number)}

    def login(self) -> str:
        typed: str = self.cleaned_data.get("name") or ""
        return typed

    def clean_name(self) -> Any:
        return self.ask(check_name, self.cleaned_data["name"].lower(), self._site_number)


class AddUser(AddDatabase):
    reads_only = forms.BooleanField(
        label=_("May only read"), required=False, help_text=_("For reports and other programs that change nothing.")
    )
    field_order = ("name", "reads_only", "password_by", "password")


class LoadDump(Form):
    file = forms.FileField(
        label=_("SQL file"),
        required=False,
        help_text=_("A file that ends in .sql or .sql.gz, up to 50 MB, from here or from another server."),
        error_messages={"empty": _("The file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".sql,.gz"}),
    )
    path = HalfWidthField(
        label=_("Or a file on your website"),
        required=False,
        help_text=_(
            "For larger ones: upload it into the folder private in the file manager or by FTP, and enter for "
            "example private/a.sql.gz."
        ),
    )
    before = forms.ChoiceField(
        label=_("What is in the database now"),
        choices=(
            ("kept", _("Keep it, and replace only the tables in the file")),
            ("emptied", _("Delete all of it first")),
        ),
        initial="kept",
        widget=forms.RadioSelect,
    )

    def clean(self) -> None:
        file: UploadedFile[bytes] | None = self.cleaned_data.get("file")
        if not self.errors:
            self.ask(check_source, file.name if file else "", self.cleaned_data["path"])


class ConfirmName(Confirm):
    typed = "name"
    mismatch = _("This does not match the name above. Nothing was deleted.")
    name = HalfWidthField(
        label=_("Enter the name of the database to confirm"),
        error_messages={"required": _("Enter the name shown above.")},
    )

"""What is typed about backups (D4)."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.backup.models import Backup
from fumibako.chapters.hosting.backup.rules import (
    LEAST_KEPT,
    MAX_KEPT,
    Part,
    check_brought,
    check_kept,
    check_path,
    parts_of,
)
from fumibako.groundwork.ui.forms import Form, HalfWidthField, NumberField

PATH = "path"


class SetPlan(Form):
    is_nightly = forms.BooleanField(label=_("Back up every night"), required=False)
    kept = NumberField(label=_("Number of backups that are kept"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        words = _("From %(least)s to %(most)s. When a new backup is complete, the oldest one is deleted.")
        self.fields["kept"].help_text = words % {"least": LEAST_KEPT, "most": MAX_KEPT}

    def clean_kept(self) -> Any:
        return self.ask(check_kept, self.cleaned_data["kept"])


class Restore(Form):
    what = forms.ChoiceField(label=_("What to restore"), widget=forms.RadioSelect)
    path = HalfWidthField(
        label=_("File or folder"),
        required=False,
        widget=forms.TextInput(attrs={"list": "folders", "autocomplete": "off"}),
        help_text=_("Only for “A single file or folder”: as it stands in the file manager, such as htdocs/blog/a.jpg."),
    )

    def __init__(self, *args: Any, backup: Backup, **options: Any) -> None:
        super().__init__(*args, **options)
        self._parts = {part.key: part for part in parts_of(backup)}
        parts = [(key, _label(part)) for key, part in self._parts.items()]
        self.fields["what"].choices = [*parts, (PATH, _("A single file or folder"))]  # type: ignore[attr-defined]

    def clean(self) -> None:
        if self.cleaned_data.get("what") == PATH:
            self.cleaned_data["path"] = self.ask(check_path, self.cleaned_data.get("path"))

    def part(self) -> Part:
        what: str = self.cleaned_data["what"]
        return Part(folder=self.cleaned_data["path"]) if what == PATH else self._parts[what]


class Bring(Form):
    file = forms.FileField(
        label=_("Backup file"),
        required=False,
        help_text=_("A backup that you downloaded here earlier, up to 50 MB."),
        error_messages={"empty": _("The file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".gz,.tgz"}),
    )
    path = HalfWidthField(
        label=_("Or a file on your website"),
        required=False,
        help_text=_(
            "For larger ones: upload it into the folder private in the file manager or by FTP, and enter for "
            "example private/site.tar.gz."
        ),
    )

    def clean(self) -> None:
        file = self.cleaned_data.get("file")
        if not self.errors:
            self.ask(check_brought, file.name if file else "", self.cleaned_data.get("path", ""))


def _label(part: Part) -> str:
    if part.database:
        return gettext("Database %(name)s") % {"name": part.database}
    return gettext("Folder %(name)s") % {"name": part.folder} if part.folder else gettext("Everything")

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
    check_databases_there,
    check_kept,
    parts_of,
)
from fumibako.chapters.hosting.databases.queries import databases_of
from fumibako.groundwork.ui.forms import Form, NumberField


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

    def __init__(self, *args: Any, backup: Backup, **options: Any) -> None:
        super().__init__(*args, **options)
        self._there = set(databases_of(backup.site.domain).values_list("name", flat=True))
        self._parts = {part.key: part for part in parts_of(backup)}
        self.fields["what"].choices = [(key, _label(part)) for key, part in self._parts.items()]  # type: ignore[attr-defined]

    def clean_what(self) -> str:
        key: str = self.cleaned_data["what"]
        self.ask(check_databases_there, self._parts[key], self._there)
        return key

    def part(self) -> Part:
        return self._parts[self.cleaned_data["what"]]


def _label(part: Part) -> str:
    if part.database:
        return gettext("Database %(name)s") % {"name": part.database}
    return gettext("Folder %(name)s") % {"name": part.folder} if part.folder else gettext("Everything")

"""What is chosen to be restored."""

from collections.abc import Sequence
from typing import Any

from django import forms

from fumibako.chapters.mail.mail_restore.errors import NoFolder
from fumibako.groundwork.ui.forms import Form
from fumibako.machine.daemons.dovecot.control import CopiedFolder


class ChooseFolders(Form):
    folders = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, there: Sequence[CopiedFolder], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["folders"].choices = [(one.name, one.name) for one in there]  # type: ignore[attr-defined]

    def clean_folders(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["folders"]
        if not chosen:
            self.refuse(NoFolder())
        return chosen

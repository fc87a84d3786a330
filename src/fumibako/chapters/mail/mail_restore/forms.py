"""What is chosen to be restored."""

from collections.abc import Sequence
from typing import Any

from django import forms

from fumibako.chapters.mail.mail_restore.errors import NoFolder, NoMail
from fumibako.groundwork.ui.forms import Form
from fumibako.machine.daemons.dovecot.control import CopiedFolder, LostMail


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


class ChooseMails(Form):
    uids = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, there: Sequence[LostMail], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["uids"].choices = [(str(one.uid), one.subject) for one in there]  # type: ignore[attr-defined]

    def clean_uids(self) -> list[int]:
        chosen = [int(uid) for uid in self.cleaned_data["uids"]]
        if not chosen:
            self.refuse(NoMail())
        return chosen

"""What is asked about account lists."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.ui.forms import Form, NumberField
from fumibako.machine.formats.csvfile import MAX_BYTES, Charset


class UploadList(Form):
    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("UTF-8 or Shift_JIS; which one it is, is noticed by itself. Nothing is registered yet."),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
    )

    def content(self) -> bytes:
        """One byte more than is read, at most."""
        read: bytes = self.cleaned_data["file"].read(MAX_BYTES + 1)
        return read


class StartRegistration(Form):
    """deletions: asked only where there are any."""

    deletions = NumberField(label=_("Number of accounts to delete"), required=False)

    def __init__(self, *args: Any, deletions: int, **options: Any) -> None:
        super().__init__(*args, **options)
        if not deletions:
            del self.fields["deletions"]


class ExportList(Form):
    charset = forms.ChoiceField(
        label=_("Character set"),
        choices=((Charset.CP932, _("Shift_JIS, for Excel")), (Charset.UTF_8, _("UTF-8, for other programs"))),
        initial=Charset.CP932,
        widget=forms.RadioSelect,
    )

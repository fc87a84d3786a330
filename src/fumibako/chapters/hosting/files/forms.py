"""What is typed about a site's files (D1)."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.files.rules import MAX_TEXT_BYTES, check_mode
from fumibako.chapters.hosting.files.texts import CHARSETS
from fumibako.groundwork.ui.forms import Form, HalfWidthField
from fumibako.machine.daemons.sites.control import in_words

_PLAIN = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
MAX_NAME = 255
MAX_PATH, MAX_STAMP, MAX_SIZE = 4096, 200, 1 << 50


class _NameField(forms.CharField):
    def __init__(self, **options: Any) -> None:
        super().__init__(**options, max_length=MAX_NAME, widget=forms.TextInput(attrs=_PLAIN))


class Upload(Form):
    replaces = forms.BooleanField(label=_("Replace files of the same name"), required=False)


class Part(Form):
    """Of a file that comes in parts; without an offset its progress is asked for."""

    name = forms.CharField(max_length=MAX_PATH, strip=False)
    size = forms.IntegerField(min_value=0, max_value=MAX_SIZE)
    stamp = forms.CharField(max_length=MAX_STAMP)
    offset = forms.IntegerField(min_value=0, max_value=MAX_SIZE, required=False)
    replaces = forms.BooleanField(required=False)


class Name(Form):
    name = _NameField(label=_("Name"))


class Rename(Form):
    name = _NameField(label=_("New name"))


class Into(Form):
    """folders: the paths to choose from."""

    def __init__(self, *args: Any, folders: Sequence[str], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(folder, in_words(folder)) for folder in folders]
        self.fields["into"] = forms.ChoiceField(label=_("Destination folder"), choices=choices)


class SetMode(Form):
    mode = HalfWidthField(
        label=_("Permissions"),
        help_text=_(
            "Three digits: 644 for files, 755 for folders, 600 for files that only PHP may read. PHP runs as the owner "
            "here, so 666 and 777 are never needed."
        ),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 3, **_PLAIN}),
    )

    def clean_mode(self) -> Any:
        return self.ask(check_mode, self.cleaned_data["mode"])


class Pack(Form):
    name = _NameField(label=_("Name of the ZIP file"))


class Unpack(Form):
    name = _NameField(
        label=_("New folder to extract into"),
        required=False,
        help_text=_("Leave empty to extract next to the ZIP file. Existing files are not replaced."),
    )


class EditText(Form):
    """newline and digest: of the file as it was opened."""

    text = forms.CharField(
        label=_("File content"),
        required=False,
        strip=False,
        max_length=MAX_TEXT_BYTES,
        widget=forms.Textarea(attrs={"rows": 24, "class": "code", "wrap": "off", **_PLAIN}),
    )
    charset = forms.ChoiceField(label=_("Character set"), choices=list(CHARSETS.items()))
    newline = forms.ChoiceField(
        choices=[("lf", ""), ("crlf", ""), ("cr", "")], widget=forms.HiddenInput, required=False
    )
    digest = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)

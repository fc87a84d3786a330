"""What is typed about redirects (D16)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.tools.rules import check_path, check_target
from fumibako.groundwork.ui.forms import Form, HalfWidthField


class AddRedirect(Form):
    path = HalfWidthField(
        label=_("Redirect from"),
        help_text=_("A path of this website, for example /old. Everything below it is redirected as well."),
    )
    target = forms.CharField(
        label=_("Redirect to"),
        help_text=_("An address such as https://www.example.com/new, or a path of this website such as /new."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}),
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("301", _("Permanent (301)")), ("302", _("Temporary (302)"))],
        initial="301",
        help_text=_("Browsers and search engines remember a permanent redirect."),
    )

    def clean_path(self) -> Any:
        return self.ask(check_path, self.cleaned_data["path"])

    def clean_target(self) -> Any:
        return self.ask(check_target, self.cleaned_data["target"])


class SetSwitches(Form):
    lists_folders = forms.BooleanField(
        label=_("Show the list of files in a folder without index.html"),
        required=False,
        help_text=_("Otherwise visitors see that the page may not be viewed."),
    )
    blocks_hotlinks = forms.BooleanField(
        label=_("Do not let other websites embed images, audio, video and PDF files of this one"),
        required=False,
    )

"""What is typed about the overseas restriction (D7)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.overseas.rules import (
    MAX_FOLDERS,
    check_exception,
    check_folder,
    check_number_of_folders,
    check_page,
)
from fumibako.groundwork.networks import MAX_NETWORKS, check_number, split
from fumibako.groundwork.ui.forms import Form, HalfWidthField
from fumibako.machine.state.web.error_pages import MAX_PATH


class SetOverseas(Form):
    is_on = forms.BooleanField(label=_("Refuse visitors from outside Japan"), required=False)
    folders = HalfWidthField(
        label=_("Only in these folders"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One per line, for example /wp-admin. Leave it empty for the whole website."),
    )
    networks = HalfWidthField(
        label=_("Addresses that are let in nevertheless"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One IP address or range per line, for example 203.0.113.5 or 203.0.113.0/24."),
    )
    page = HalfWidthField(
        label=_("Page for those who are refused"),
        required=False,
        max_length=MAX_PATH,
        help_text=_(
            "A page of your website, for example /japan-only.html; its pictures and styles are refused as well. Leave "
            "it empty to show our page."
        ),
    )

    def clean_page(self) -> Any:
        return self.ask(check_page, self.cleaned_data["page"])

    def clean_folders(self) -> list[str]:
        typed = split(self.cleaned_data["folders"])
        self.ask(check_number_of_folders, len(typed))
        for text in typed[:MAX_FOLDERS]:
            self.ask(check_folder, text)
        return typed

    def clean_networks(self) -> list[str]:
        typed = split(self.cleaned_data["networks"])
        self.ask(check_number, len(typed))
        for text in typed[:MAX_NETWORKS]:
            self.ask(check_exception, text)
        return typed

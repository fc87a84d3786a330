"""What is typed about error pages (D8)."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.error_pages.rules import check_page, read_lines
from fumibako.groundwork.ui.forms import Form, HalfWidthField
from fumibako.machine.state.web.error_pages import MAX_PATH, OTHERS, STATUSES

LABELS = {
    401: _("401: the login failed"),
    403: _("403: the page may not be seen"),
    404: _("404: there is no such page"),
    500: _("500: a program of the website failed"),
    503: _("503: the website is overloaded"),
}


class SetErrorPages(Form):
    """A field for each status; empty: our page."""

    page_401 = HalfWidthField(label=LABELS[401], required=False, max_length=MAX_PATH)
    page_403 = HalfWidthField(label=LABELS[403], required=False, max_length=MAX_PATH)
    page_404 = HalfWidthField(label=LABELS[404], required=False, max_length=MAX_PATH)
    page_500 = HalfWidthField(label=LABELS[500], required=False, max_length=MAX_PATH)
    page_503 = HalfWidthField(label=LABELS[503], required=False, max_length=MAX_PATH)

    others = HalfWidthField(
        label=_("Other errors"),
        required=False,
        max_length=len(OTHERS) * (MAX_PATH + 10),
        help_text=_("One a line: the status and the page, for example 410 /errors/gone.html."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    covers_php = forms.BooleanField(
        label=_("Show these pages for errors of PHP programs, too"),
        required=False,
        help_text=_("WordPress and many others have pages of their own, which are then no longer seen."),
    )

    def clean_others(self) -> Any:
        return self.ask(read_lines, self.cleaned_data["others"])

    def clean(self) -> None:
        for status, path in self.pages().items():
            self.ask(check_page, status, path)

    def pages(self) -> dict[int, str]:
        typed = {status: self.cleaned_data.get(f"page_{status}") for status in STATUSES}
        chosen = {status: path for status, path in typed.items() if path}
        return {**chosen, **(self.cleaned_data.get("others") or {})}


def shown(pages: Mapping[int, str], *, covers_php: bool) -> dict[str, Any]:
    """What the form has at first."""
    others = "\n".join(f"{status} {path}" for status, path in pages.items() if status in OTHERS)
    return {**{f"page_{status}": path for status, path in pages.items()}, "others": others, "covers_php": covers_php}

"""What is looked for in the login history."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fumibako.chapters.mail.login_history.queries import Search
from fumibako.chapters.mail.login_history.words import WAYS
from fumibako.groundwork.ui.forms import Form, HalfWidthField


class SearchForm(Form):
    """Everything may be left empty."""

    name = HalfWidthField(label=_("Mail address"), required=False, max_length=320)
    way = forms.ChoiceField(
        label=pgettext_lazy("of a login", "Way"), required=False, choices=[("", _("All")), *WAYS.items()]
    )
    result = forms.ChoiceField(
        label=_("Result"),
        required=False,
        choices=[
            ("", _("All")),
            ("in", pgettext_lazy("result of a login", "Logged in")),
            ("refused", pgettext_lazy("result of a login", "Refused")),
        ],
    )

    def __init__(self, *args: Any, is_of_one: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if is_of_one:
            del self.fields["name"]

    def search(self) -> Search:
        """Everything where something typed cannot be read."""
        if not self.is_bound or not self.is_valid():
            return Search()
        given = self.cleaned_data
        is_in = {"in": True, "refused": False}.get(given["result"])
        return Search(name=given.get("name", "").strip().lower(), way=given["way"], is_in=is_in)

"""Which accounts are ticked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.spam_engine.rules import check_number
from fumibako.groundwork.ui.forms import Form


class ChooseAccounts(Form):
    """elsewhere: how many accounts of the contract's other domains are chosen; most: of all together."""

    accounts = forms.MultipleChoiceField(label=_("Accounts"), required=False)

    def __init__(self, *args: Any, there: list[str], elsewhere: int, most: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["accounts"].choices = [(address, address) for address in there]  # type: ignore[attr-defined]
        self._elsewhere, self._most = elsewhere, most

    def clean(self) -> None:
        chosen = self.cleaned_data.get("accounts")
        if chosen is not None:
            self.ask(lambda number: check_number(number, self._most), self._elsewhere + len(chosen))

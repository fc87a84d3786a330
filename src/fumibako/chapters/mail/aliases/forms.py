"""What is typed about an alias."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.accounts.rules import check_display_name, check_free, check_local_part
from fumibako.chapters.mail.aliases import rules
from fumibako.groundwork.tenancy.models import Domain
from fumibako.groundwork.ui.forms import Form, HalfWidthField


class ChangeAlias(Form):
    targets = HalfWidthField(
        label=_("Accounts that receive the mail"),
        help_text=_("One per line: the name before the @ or the full address."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    note = forms.CharField(label=_("Note"), required=False, help_text=_("For this list only, for example “Sales”."))

    def __init__(self, *args: Any, domain: Domain, **options: Any) -> None:
        super().__init__(*args, **options)
        self._domain = domain

    def clean_targets(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["targets"].replace(",", "\n").splitlines()]
        return [line for line in lines if line]

    def clean(self) -> None:
        for target in self.cleaned_data.get("targets", ()):
            self.ask(rules.check_target, self._domain, target)
        self.ask(check_display_name, self.cleaned_data.get("note"))


class AddAlias(ChangeAlias):
    local_part = HalfWidthField(label=_("Name before the @"), help_text=_("The full address is accepted, too."))
    field_order = ("local_part", "targets", "note")

    def clean(self) -> None:
        super().clean()
        local_part = self.ask(check_local_part, self.cleaned_data.get("local_part"), self._domain.name)
        self.ask(check_free, local_part and f"{local_part}@{self._domain.name}")

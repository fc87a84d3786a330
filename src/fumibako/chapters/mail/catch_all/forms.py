"""Who is chosen as catch-all."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.accounts.queries import accounts
from fumibako.chapters.mail.catch_all.services import check_account
from fumibako.groundwork.tenancy.models import Domain
from fumibako.groundwork.ui.forms import Form, HalfWidthField


class SetCatchAll(Form):
    address = HalfWidthField(
        label=_("Account that receives the mail"),
        help_text=_("Leave it empty to refuse mail to addresses that do not exist (recommended)."),
        required=False,
        max_length=320,
        widget=forms.TextInput(attrs={"list": "accounts", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, domain: Domain, **options: Any) -> None:
        super().__init__(*args, **options)
        self._domain = domain

    def suggestions(self) -> list[str]:
        """The first accounts; any other may be typed."""
        found = accounts().filter(domain__customer=self._domain.customer_id).order_by("address")
        return list(found.values_list("address", flat=True)[:200])

    def clean(self) -> None:
        typed = self.cleaned_data.get("address", "").strip().lower()
        self.cleaned_data["address"] = typed if "@" in typed or not typed else f"{typed}@{self._domain.name}"
        self.ask(check_account, self._domain, self.cleaned_data["address"])

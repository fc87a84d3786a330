"""How many packs."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.contract.options.models import Option
from fumibako.chapters.contract.options.rules import check_packs
from fumibako.groundwork.ui.forms import Form, NumberField


class PlaceOrder(Form):
    packs = NumberField(label=_("Number of packs"))

    def __init__(self, *args: Any, option: Option, used: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self._option, self._used = option, used

    def clean(self) -> None:
        self.ask(check_packs, self.cleaned_data.get("packs"), self._option, self._used)

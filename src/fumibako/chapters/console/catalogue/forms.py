"""What is typed about an entry of the catalogue."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.catalogue.services import Wanted
from fumibako.chapters.contract.options import rules
from fumibako.chapters.contract.options.models import Effect
from fumibako.chapters.contract.options.queries import catalogue
from fumibako.chapters.contract.plans.queries import plans
from fumibako.groundwork.ui.forms import Form, HalfWidthField, NumberField
from fumibako.groundwork.ui.templatetags.ui import plan_name


class ChangeOption(Form):
    name_ja = forms.CharField(label=_("Name in Japanese"), max_length=60)
    name_en = forms.CharField(label=_("Name in English"), max_length=60)
    contents_ja = forms.CharField(label=_("One pack, in Japanese"), max_length=200)
    contents_en = forms.CharField(label=_("One pack, in English"), max_length=200)
    packs_max = NumberField(label=_("Maximum number of packs"))
    price = NumberField(label=_("Price in yen per pack and month"), help_text=_("Tax not included."))
    plans = forms.MultipleChoiceField(
        label=_("Plans"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only contracts with these plans see the option."),
    )
    order_url = HalfWidthField(
        label=_("External order address"),
        required=False,
        help_text=_("For an option of another provider. It is ordered there and not on My Page."),
    )
    requires = forms.ChoiceField(
        label=_("Only together with"),
        required=False,
        help_text=_("For packs that add to another option. It is ordered first, and cancelled last."),
    )
    at_once = forms.BooleanField(label=_("Orders need no approval"), required=False)
    is_offered = forms.BooleanField(label=_("Show it in the catalogue"), required=False)
    position = NumberField(label=_("Position in the list"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        bases = [(option.code, option.name) for option in catalogue().filter(requires=None)]
        self.fields["requires"].choices = [("", _("Nothing else")), *bases]  # type: ignore[attr-defined]
        choices = [(plan.code, plan_name(plan)) for plan in plans()]
        self.fields["plans"].choices = choices  # type: ignore[attr-defined] # a MultipleChoiceField

    def clean(self) -> None:
        given = self.cleaned_data.get
        for field, least, most in (
            ("packs_max", 1, rules.MAX_PACKS),
            ("price", 0, rules.MAX_PRICE),
            ("position", 0, rules.MAX_PACKS),
        ):
            self.ask(rules.check_number, field, given(field), least, most)
        self.ask(rules.check_name, given("name_ja"))
        self.ask(rules.check_order_url, given("order_url"))

    def wanted(self) -> Wanted:
        fields = Wanted.__dataclass_fields__
        return Wanted(**{name: value for name, value in self.cleaned_data.items() if name in fields})


class AddOption(ChangeOption):
    code = HalfWidthField(
        label=_("Code"), help_text=_("For programs, for example mail-accounts. It cannot be changed.")
    )
    effect = forms.ChoiceField(
        label=_("What a pack adds"),
        choices=Effect.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("It cannot be changed later, because orders depend on it."),
    )
    amount = NumberField(label=_("Amount in one pack"), required=False)
    field_order = ("code", "name_ja", "name_en", "contents_ja", "contents_en", "effect", "amount")

    def clean(self) -> None:
        super().clean()
        self.ask(rules.check_code, self.cleaned_data.get("code"))

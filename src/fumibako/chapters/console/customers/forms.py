"""What is typed about a customer."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.contract.queries import plans
from fumibako.chapters.mail.accounts.forms import BeforeField
from fumibako.groundwork.ui.forms import Form, HalfWidthField, NumberField, OnceField


class AddCustomer(Form):
    name = forms.CharField(label=_("Company name"))
    domain = HalfWidthField(label=_("Domain"), help_text=_("For example example.jp, without www."))
    plan_code = forms.ChoiceField(label=_("Plan"), widget=forms.RadioSelect)
    accounts_max = NumberField(
        label=_("Number of mail accounts"), required=False, help_text=_("Empty: the number that the plan names.")
    )
    mail_disk_gigabytes = NumberField(
        label=_("Mail disk (GB)"), required=False, help_text=_("Empty: the size that the plan names.")
    )
    once = OnceField()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        is_japanese = (get_language() or "").startswith("ja")
        choices = [(plan.code, plan.name_ja if is_japanese else plan.name_en) for plan in plans()]
        self.fields["plan_code"].choices = choices  # type: ignore[attr-defined] # a ChoiceField
        self.initial.setdefault("plan_code", choices[0][0] if choices else "")


class ChangeContract(Form):
    accounts_max = NumberField(label=_("Number of mail accounts"))
    mail_disk_gigabytes = NumberField(label=_("Mail disk (GB)"))


class Reissue(Form):
    once = OnceField()
    before = BeforeField()

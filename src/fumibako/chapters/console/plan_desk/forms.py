"""What is typed about a plan, and which one a contract gets."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.plan_desk import rules
from fumibako.chapters.console.plan_desk.services import Wanted
from fumibako.chapters.contract.plans.queries import plans
from fumibako.chapters.contract.plans.rules import check_accounts_max
from fumibako.groundwork.ui.forms import Form, HalfWidthField, NumberField, SizeField
from fumibako.groundwork.ui.templatetags.ui import plan_name


class ChangePlan(Form):
    name_ja = forms.CharField(label=_("Name in Japanese"), max_length=60)
    name_en = forms.CharField(label=_("Name in English"), max_length=60)
    accounts_max = NumberField(label=_("Number of mail accounts"))
    mail_disk_bytes = SizeField(label=_("Mail disk (GB)"))
    mailbox_quota_bytes = SizeField(label=_("Each mailbox (GB)"))
    web_disk_bytes = SizeField(label=_("Web disk (GB)"))
    has_site_builder = forms.BooleanField(label=_("With the site builder"), required=False)
    builder_disk_bytes = SizeField(
        label=_("Site builder disk (GB)"), required=False, help_text=_("Only for plans with the site builder.")
    )
    has_printed_notice = forms.BooleanField(
        label=_("Registration notice in the console"),
        required=False,
        help_text=_("Otherwise the customer finds it on My Page only."),
    )

    def clean(self) -> None:
        given = self.cleaned_data.get
        self.ask(rules.check_name, given("name_ja"))
        self.ask(check_accounts_max, given("accounts_max"))
        if not given("has_site_builder") and "builder_disk_bytes" not in self.errors:
            self.cleaned_data["builder_disk_bytes"] = given("builder_disk_bytes") or 0
        elif given("builder_disk_bytes") is None:
            self.add_error("builder_disk_bytes", _("Fill in the disk of the site builder."))
        for field in rules.SIZES:
            self.ask(rules.check_size, field, given(field))

    def wanted(self) -> Wanted:
        return Wanted(**{name: self.cleaned_data[name] for name in Wanted.__dataclass_fields__})


class AddPlan(ChangePlan):
    code = HalfWidthField(label=_("Code"), help_text=_("For programs, for example standard. It cannot be changed."))
    field_order = ("code",)

    def clean(self) -> None:
        super().clean()
        self.ask(rules.check_code, self.cleaned_data.get("code"))


class MoveContract(Form):
    plan_code = forms.ChoiceField(label=_("Plan"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(plan.code, plan_name(plan)) for plan in plans()]
        self.fields["plan_code"].choices = choices  # type: ignore[attr-defined] # a ChoiceField

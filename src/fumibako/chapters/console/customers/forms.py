"""What is typed about a customer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from fumibako.chapters.console.customers import rules
from fumibako.chapters.contract.plans.models import PaymentMethod, Plan
from fumibako.chapters.contract.plans.queries import plans
from fumibako.chapters.contract.plans.rules import (
    check_accounts_max,
    check_end,
    check_first_payment,
    check_mail_disk,
    check_period,
)
from fumibako.chapters.identity.logins.forms import BeforeField
from fumibako.groundwork.ui.forms import DayField, Form, HalfWidthField, NumberField, SizeField
from fumibako.groundwork.ui.templatetags.ui import plan_name, size


class AddCustomer(Form):
    name = forms.CharField(label=_("Company name"))
    domain = HalfWidthField(label=_("Domain"), help_text=_("For example example.jp, without www."))
    plan_code = forms.ChoiceField(label=_("Plan"), widget=forms.RadioSelect)
    accounts_max = NumberField(
        label=_("Number of mail accounts"), required=False, help_text=_("Leave empty to use the plan's number.")
    )
    mail_disk_bytes = SizeField(
        label=_("Mail disk (GB)"), required=False, help_text=_("Leave empty to use the plan's size.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(plan.code, _with_its_limits(plan)) for plan in plans()]
        self.fields["plan_code"].choices = choices  # type: ignore[attr-defined] # a ChoiceField
        self.initial.setdefault("plan_code", choices[0][0] if choices else "")

    def clean(self) -> None:
        given = self.cleaned_data.get
        self.ask(rules.check_name, given("name"))
        domain = self.ask(rules.check_domain, given("domain"))
        self.ask(check_accounts_max, given("accounts_max"))
        self.ask(check_mail_disk, given("mail_disk_bytes"))
        if self.errors:  # the service will not be asked; what it would have looked up
            self.ask(rules.check_free, domain)

    def is_free(self) -> bool:
        """Asked before the page that confirms, and by the service; not in between, for a form sent twice."""
        self.ask(rules.check_free, rules.check_domain(self.cleaned_data["domain"]))
        return not self.errors

    def meaning(self) -> dict[str, Any]:
        """What would be made of it."""
        given = self.cleaned_data
        plan = plans().get(code=given["plan_code"])
        accounts_max, mail_disk_bytes = given["accounts_max"], given["mail_disk_bytes"]
        return {
            "name": rules.check_name(given["name"]),
            "domain": rules.check_domain(given["domain"]),
            "plan": plan,
            "accounts_max": plan.accounts_max if accounts_max is None else accounts_max,
            "mail_disk_bytes": plan.mail_disk_bytes if mail_disk_bytes is None else mail_disk_bytes,
        }


class ChangeContract(Form):
    accounts_max = NumberField(label=_("Number of mail accounts"), show_hidden_initial=True)
    mail_disk_bytes = SizeField(label=_("Mail disk (GB)"), show_hidden_initial=True)

    def __init__(self, *args: Any, used: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self._used = used

    def clean(self) -> None:
        given = self.changed().get
        self.ask(check_accounts_max, given("accounts_max"), self._used)
        self.ask(check_mail_disk, given("mail_disk_bytes"))


class ChangeTerms(Form):
    payment_method = forms.ChoiceField(label=_("Payment method"), choices=PaymentMethod.choices)
    starts_on = DayField(label=_("Starts on"))
    first_payment_on = DayField(
        label=_("First month of payment"), help_text=_("Any day of that month; the month alone counts.")
    )
    period_months = NumberField(label=_("Contract period in months"))
    ends_on = DayField(
        required=False,
        label=_("Last day"),
        help_text=_("Only for a contract that was given notice of. Leave empty while it renews itself."),
    )

    def clean(self) -> None:
        given = self.cleaned_data.get
        self.ask(check_period, given("period_months"))
        self.ask(check_first_payment, given("first_payment_on"), given("starts_on"))
        self.ask(check_end, given("ends_on"), given("starts_on"))


class RenameCustomer(Form):
    name = forms.CharField(label=_("Company name"))

    def clean(self) -> None:
        self.ask(rules.check_name, self.cleaned_data.get("name"))


class Reissue(Form):
    before = BeforeField()


def _with_its_limits(plan: Plan) -> str:
    """Standard (50 accounts, 50 GB)"""
    words = ngettext(
        "%(plan)s (%(number)s account, %(size)s)", "%(plan)s (%(number)s accounts, %(size)s)", plan.accounts_max
    )
    return words % {"plan": plan_name(plan), "number": f"{plan.accounts_max:,}", "size": size(plan.mail_disk_bytes)}

"""Whose menus, and why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fumibako.chapters.console.support_login import rules
from fumibako.groundwork.tenancy.models import Customer
from fumibako.groundwork.ui.forms import Form, HalfWidthField


class StartSupportLogin(Form):
    address = HalfWidthField(
        label=_("Account whose menus you open"),
        max_length=320,
        help_text=_("An administrator's has the administrator menu as well."),
    )
    reason = forms.CharField(
        label=pgettext_lazy("of a support login", "Reason"),
        max_length=rules.MAX_REASON,
        help_text=_("For example “Inquiry 1024: forwarding does not work”. The customer can read it."),
    )

    def __init__(self, *args: Any, customer: Customer, **options: Any) -> None:
        super().__init__(*args, **options)
        self._customer = customer

    def clean(self) -> None:
        given = self.cleaned_data.get
        self.ask(rules.check_customer, self._customer)
        self.ask(rules.check_account, self._customer, given("address"))
        self.ask(rules.check_reason, given("reason"))

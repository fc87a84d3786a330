"""What is typed about an account."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.contract.plans.models import Contract
from fumibako.chapters.identity.logins.forms import PASSWORD_HELP, NewPassword
from fumibako.chapters.mail.accounts import rules
from fumibako.groundwork.tenancy.models import Domain
from fumibako.groundwork.ui.forms import Form, HalfWidthField, PasswordField, SizeField
from fumibako.groundwork.ui.templatetags.ui import size


class AddAccount(NewPassword):
    local_part = HalfWidthField(
        label=_("Name before the @"),
        help_text=_(
            "Letters, digits, “.”, “-” and “_”. Capital letters are converted to lower case. The full address is"
            " accepted, too."
        ),
    )
    display_name = forms.CharField(
        label=_("Display name"),
        required=False,
        help_text=_("Shown in lists, for example “Taro Yamada” or “Accounting”."),
    )
    password = PasswordField(label=_("Initial password"), is_new=True, required=False, help_text=PASSWORD_HELP)
    quota_bytes = SizeField(label=_("Size of the mailbox (GB)"), required=False)
    field_order = ("local_part", "display_name", "password_by", "password", "quota_bytes")

    def __init__(self, *args: Any, domain: Domain, contract: Contract, **options: Any) -> None:
        super().__init__(*args, **options)
        self._domain, self._contract = domain, contract
        self.fields["quota_bytes"].help_text = _empty_means(contract)

    def login(self) -> str:
        """Also of a name that will be refused."""
        local_part = self.cleaned_data.get("local_part", "").lower().partition("@")[0]
        return f"{local_part}@{self._domain.name}"

    def clean(self) -> None:
        super().clean()
        given = self.cleaned_data.get
        local_part = self.ask(rules.check_local_part, given("local_part"), self._domain.name)
        self.ask(rules.check_display_name, given("display_name"))
        self.ask(rules.check_quota, given("quota_bytes"))
        if self.errors:  # the service will not be asked; what it would have looked up
            self.ask(rules.check_free, local_part and f"{local_part}@{self._domain.name}")
            self.ask(rules.check_limit, self._domain.customer, self._contract.accounts_max)


class ChangeAccount(Form):
    display_name = forms.CharField(label=_("Display name"), required=False, show_hidden_initial=True)
    quota_bytes = SizeField(label=_("Size of the mailbox (GB)"), required=False, show_hidden_initial=True)

    def __init__(self, *args: Any, contract: Contract, **options: Any) -> None:
        super().__init__(*args, **options)
        self._contract = contract
        self.fields["quota_bytes"].help_text = _empty_means(contract)

    def clean_quota_bytes(self) -> int:
        typed: int | None = self.cleaned_data["quota_bytes"]
        return self._contract.mailbox_quota_bytes if typed is None else typed

    def clean(self) -> None:
        given = self.changed().get
        self.ask(rules.check_display_name, given("display_name"))
        self.ask(rules.check_quota, given("quota_bytes"))


def _empty_means(contract: Contract) -> str:
    return gettext("Leave empty to use the contract's size (%(size)s).") % {"size": size(contract.mailbox_quota_bytes)}

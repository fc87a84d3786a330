"""What is decided about mail that goes outside."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.webmail.guard import rules
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.tenancy.models import Customer
from fumibako.groundwork.ui.forms import Form, HalfWidthField, NumberField


class SetSendingPolicy(Form):
    is_confirmed = forms.BooleanField(
        label=_("Have every outside recipient and the attachments ticked before sending"), required=False
    )
    hold_minutes = NumberField(
        label=_("Wait before sending (minutes)"),
        help_text=_("Until then the sender can take the mail back. 0: only as long as each user has chosen (0–30 s)."),
    )
    most_domains = NumberField(
        label=_("Turn To and Cc into Bcc from this number of companies on"),
        help_text=_("Companies are told apart by their domains. 0: never."),
    )
    copy_to = HalfWidthField(
        label=_("Send a copy (Bcc) of each mail to"),
        required=False,
        help_text=_("An account or alias of yours, for example of a superior. Empty: no copies."),
    )

    is_webmail_only = forms.BooleanField(
        label=_("Let mail to outside be sent from the webmail only"),
        required=False,
        help_text=_(
            "Mail programs neither ask nor wait before they send. They still receive and send within the company."
        ),
    )

    def __init__(self, *args: Any, customer: Customer, **options: Any) -> None:
        super().__init__(*args, **options)
        self._customer = customer

    def clean(self) -> None:
        self.ask(rules.check_hold, self.cleaned_data.get("hold_minutes"))
        self.ask(rules.check_domains, self.cleaned_data.get("most_domains"))
        self.ask(rules.check_copy_to, self._customer, self.cleaned_data.get("copy_to"))


class RequireApproval(Form):
    accounts = forms.CharField(
        label=_("Accounts whose mail needs approval"),
        help_text=_("Addresses, one on each line."),
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "code", "autocapitalize": "none", "spellcheck": "false"}),
    )
    superior = HalfWidthField(label=_("Superior"), help_text=_("The address of the account that approves."))
    deputy = HalfWidthField(
        label=_("Deputy"), required=False, help_text=_("May approve just as well, for example during holidays.")
    )

    def __init__(self, *args: Any, customer: Customer, **options: Any) -> None:
        super().__init__(*args, **options)
        self._customer = customer

    def clean(self) -> None:
        found = self.ask(rules.check_accounts, self._customer, self.cleaned_data.get("accounts") or None)
        superior = self._account("superior")
        deputy = self._account("deputy")
        if found and superior:
            self.ask(lambda: rules.check_approvers(found, superior, deputy))

    def _account(self, name: str) -> Mailbox | None:
        """Refused at its own field."""
        try:
            text = self.cleaned_data.get(name)
            return rules.check_account(self._customer, text) if text else None
        except Refused as refusal:
            self.add_error(name, forms.ValidationError(str(refusal), refusal.code))
            return None

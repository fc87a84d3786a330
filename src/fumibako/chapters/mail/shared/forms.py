"""Who works in a shared mailbox, as it is typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.accounts.queries import account
from fumibako.chapters.mail.accounts.rules import check_display_name, check_local_part
from fumibako.chapters.mail.shared import rules
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.tenancy.models import Domain
from fumibako.groundwork.ui.forms import Form, HalfWidthField
from fumibako.machine.state.mail.shared import Right

_LINES = {"rows": 3}


class SetMembers(Form):
    read = HalfWidthField(label=_("Read only"), required=False, widget=forms.Textarea(attrs=_LINES))
    answer = HalfWidthField(
        label=_("Read and reply"),
        required=False,
        help_text=_("May also mark mails as answered and send in the mailbox's name."),
        widget=forms.Textarea(attrs=_LINES),
    )
    manage = HalfWidthField(
        label=_("Manage"),
        required=False,
        help_text=_("May also move and delete mails, and make folders."),
        widget=forms.Textarea(attrs=_LINES),
    )

    def __init__(self, *args: Any, domain: Domain, address: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self._domain, self._address = domain, address

    def members(self) -> dict[Right, list[str]]:
        typed = {right: self.cleaned_data.get(right.value, "") for right in Right}
        lines = {right: text.replace(",", "\n").splitlines() for right, text in typed.items()}
        return {right: [line.strip() for line in found if line.strip()] for right, found in lines.items()}

    def clean(self) -> None:
        are_known = True
        for right, texts in self.members().items():
            for text in texts:
                are_known = self.ask(rules.check_member, self._domain, right, text) is not None and are_known
        if are_known:
            self.ask(rules.check_members, self._domain, self._address, self.members())


class AddSharedMailbox(SetMembers):
    local_part = HalfWidthField(
        label=_("Name before the @"),
        help_text=_("A new account is made for it. With the name of an account that is there, that one is shared."),
    )
    display_name = forms.CharField(
        label=_("Display name"), required=False, help_text=_("For a new account, for example “Customer service”.")
    )
    field_order = ("local_part", "display_name", "read", "answer", "manage")

    def clean(self) -> None:
        local_part = self.cleaned_data.get("local_part", "").lower()
        self._address = f"{local_part}@{self._domain.name}"
        super().clean()
        if local_part and account(self._address) is None:
            try:
                check_local_part(local_part, self._domain.name)
            except Refused as refusal:
                self.refuse(refusal)
        self.ask(rules.check_not_shared, self._address)
        self.ask(check_display_name, self.cleaned_data.get("display_name"))

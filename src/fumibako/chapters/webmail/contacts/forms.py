"""What is typed about a contact."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.webmail.contacts import rules
from fumibako.groundwork.tenancy.models import Customer
from fumibako.groundwork.ui.forms import Form, HalfWidthField
from fumibako.machine.formats.csvfile import MAX_BYTES
from fumibako.machine.formats.vcard import Card

_LINES = {"rows": 2}


class _About(Form):
    """What both kinds of people have."""

    reading = forms.CharField(label=_("Reading (kana)"), required=False)
    department = forms.CharField(label=_("Department"), required=False)
    title = forms.CharField(label=pgettext_lazy("of a person", "Title"), required=False)
    phones = HalfWidthField(
        label=_("Telephone"),
        required=False,
        help_text=_("One per line."),
        widget=forms.Textarea(attrs=_LINES | {"inputmode": "tel"}),
    )

    def clean_phones(self) -> list[str]:
        return _lines(self.cleaned_data["phones"])

    def clean(self) -> None:
        for name in rules.LONGEST:
            if name in self.fields:
                self.ask(rules.check_text, name, self.cleaned_data.get(name))
        self.ask(rules.check_phones, self.cleaned_data.get("phones"))

    def card(self) -> Card:
        given: dict[str, Any] = {name: self.cleaned_data.get(name, "") for name in (*rules.LONGEST, "note")}
        given |= {name: tuple(self.cleaned_data.get(name, ())) for name in ("addresses", "phones")}
        return Card(**given)


class WriteContact(_About):
    name = forms.CharField(label=_("Name"), required=False)
    addresses = HalfWidthField(
        label=_("Mail address"),
        required=False,
        help_text=_("One per line."),
        widget=forms.Textarea(attrs=_LINES | {"inputmode": "email"}),
    )
    company = forms.CharField(label=_("Company"), required=False)
    group = forms.CharField(
        label=pgettext_lazy("of contacts", "Group"), required=False, help_text=_("For example “Customers”. Optional.")
    )
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ("name", "reading", "addresses", "company", "department", "title", "phones", "group", "note")

    @classmethod
    def initial_of(cls, card: Card) -> dict[str, str]:
        lines = {"addresses": "\n".join(card.addresses), "phones": "\n".join(card.phones)}
        return {name: getattr(card, name) for name in (*rules.LONGEST, "note")} | lines

    def clean_addresses(self) -> list[str]:
        return _lines(self.cleaned_data["addresses"])

    def clean(self) -> None:
        super().clean()
        self.ask(rules.check_note, self.cleaned_data.get("note"))
        addresses = self.ask(rules.check_addresses, self.cleaned_data.get("addresses"))
        if "addresses" not in self.errors:
            self._check_who(addresses or ())

    def _check_who(self, addresses: Sequence[str]) -> None:
        given = [self.cleaned_data.get(name) for name in ("name", "company")]
        self.ask(rules.check_somebody, *given, addresses)


class WriteCompanyContact(WriteContact):
    def __init__(self, *args: Any, customer: Customer, **options: Any) -> None:
        super().__init__(*args, **options)
        self._customer = customer

    def _check_who(self, addresses: Sequence[str]) -> None:
        self.ask(rules.check_outside, self._customer, addresses)


class DescribeAccount(_About):
    is_hidden = forms.BooleanField(label=_("Do not show this account in the address book"), required=False)
    field_order = ("reading", "department", "title", "phones", "is_hidden")

    def card_of(self, mailbox: Mailbox) -> Card:
        return replace(self.card(), name=mailbox.display_name, addresses=(mailbox.address,))


class UploadBook(Form):
    file = forms.FileField(
        label=_("vCard or CSV file"),
        help_text=_("vCards (.vcf), or a CSV list in UTF-8 or Shift_JIS whose first line names the columns."),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".vcf,.csv,.txt,text/vcard,text/csv"}),
    )

    def content(self) -> bytes:
        """One byte more than is read, at most."""
        read: bytes = self.cleaned_data["file"].read(MAX_BYTES + 1)
        return read


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.replace(",", "\n").splitlines() if line.strip()]

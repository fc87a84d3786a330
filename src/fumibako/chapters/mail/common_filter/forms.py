"""The mail that the common filter is tried with."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.own_filter.conditions import check_header
from fumibako.chapters.mail.own_filter.trace import TypedMail
from fumibako.groundwork.ui.forms import Form, HalfWidthField
from fumibako.machine.formats.addresses import BadAddress, parse_foreign_address


class AddressField(HalfWidthField):
    def clean(self, value: str) -> str:
        typed: str = super().clean(value)
        try:
            return parse_foreign_address(typed) if typed else ""
        except BadAddress as error:
            raise forms.ValidationError(_("Enter an address such as taro@example.co.jp.")) from error


class TryMail(Form):
    sender = AddressField(label=_("Sender"))
    recipient = AddressField(
        label=_("Recipient (To, Cc)"), required=False, help_text=_("One of your accounts, for example.")
    )
    subject = forms.CharField(label=_("Subject"), required=False, max_length=500)
    header = HalfWidthField(
        label=_("Name of a header field"), required=False, help_text=_("For example List-Id. Leave empty for none.")
    )
    value = forms.CharField(label=_("Content of the header field"), required=False, max_length=500)

    def clean(self) -> None:
        self.ask(check_header, self.cleaned_data.get("header") or None)

    def mail(self) -> TypedMail:
        return TypedMail(**self.cleaned_data)

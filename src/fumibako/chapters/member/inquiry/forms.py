"""What is typed in an inquiry and in its answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.member.categories import Category
from fumibako.chapters.member.inquiry import rules
from fumibako.chapters.member.texts import check_text
from fumibako.groundwork.ui.forms import Form, HalfWidthField


class SendInquiry(Form):
    customer_number = HalfWidthField(
        label=_("Customer number"), required=False, help_text=_("W and nine digits, if you have it at hand.")
    )
    category = forms.ChoiceField(label=_("What is it about?"), choices=[("", _("Please choose")), *Category.choices])
    text = forms.CharField(
        label=_("Your inquiry"),
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Never write a password here. Up to 4,000 characters."),
    )
    reply_address = HalfWidthField(
        label=_("Mail address for our answer"), widget=forms.TextInput(attrs={"inputmode": "email"})
    )

    def __init__(self, *args: Any, is_known: bool, **options: Any) -> None:
        """is_known: the customer is known by the login, and not asked."""
        super().__init__(*args, **options)
        if is_known:
            del self.fields["customer_number"]

    def clean(self) -> None:
        given = self.cleaned_data.get
        self.ask(rules.check_number, given("customer_number"))
        self.ask(lambda text: check_text("text", text, most=rules.MAX_TEXT), given("text"))
        self.ask(rules.check_reply_address, given("reply_address"))


class AnswerInquiry(Form):
    text = forms.CharField(
        label=_("The answer"),
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("It is mailed with the inquiry below it and your support's details at its end."),
    )

    def clean(self) -> None:
        self.ask(lambda text: check_text("text", text), self.cleaned_data.get("text"))

"""What is typed about an auto-reply."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.auto_reply import rules
from fumibako.groundwork.ui.forms import DayField, Form, NumberField


class SetAutoReply(Form):
    is_on = forms.BooleanField(label=_("Reply automatically"), required=False)
    starts_on = DayField(required=False, label=_("First day"), help_text=_("Leave empty to start now."))
    ends_on = DayField(
        required=False, label=_("Last day"), help_text=_("Leave empty to continue until you switch it off.")
    )
    subject = forms.CharField(label=_("Subject"))
    text = forms.CharField(label=_("Message"), widget=forms.Textarea(attrs={"rows": 8}))
    days = NumberField(
        label=_("Days until the same sender is answered again"),
        help_text=_("Each sender gets one reply within that time."),
    )

    def clean(self) -> None:
        given = self.cleaned_data.get
        self.ask(rules.check_subject, given("subject"))
        self.ask(rules.check_text, given("text"))
        self.ask(rules.check_days, given("days"))
        self.ask(lambda: rules.check_period(given("starts_on"), given("ends_on")))

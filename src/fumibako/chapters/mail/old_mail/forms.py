"""What is asked about old mail."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.accounts.folders import label_of
from fumibako.chapters.mail.old_mail import rules
from fumibako.groundwork.ui.forms import DayField, Form, NumberField


def a_year_ago() -> date:
    return timezone.localdate() - timedelta(days=365)


class AskOldMail(Form):
    before = DayField(required=False, label=_("Received before"), initial=a_year_ago)

    def clean_before(self) -> date:
        day: date | None = self.cleaned_data["before"]
        return day or a_year_ago()

    def clean(self) -> None:
        self.ask(rules.check_day, self.cleaned_data.get("before"))


class DeleteOldMail(AskOldMail):
    folder = forms.CharField(max_length=200, widget=forms.HiddenInput, strip=False)


class SetStandingRule(Form):
    days = NumberField(label=_("After (days)"), help_text=_("Counted from the day a mail was received."))
    action = forms.ChoiceField(
        label=_("Action"),
        choices=(("delete", _("Delete for good")), ("archive", _("Move to the archive (Archive/year)"))),
        initial="delete",
        required=False,
        widget=forms.RadioSelect,
    )
    field_order = ("folder", "days", "action")

    def __init__(self, *args: Any, folders: Sequence[str], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(folder, label_of(folder)) for folder in folders]
        self.fields["folder"] = forms.ChoiceField(label=_("Folder"), choices=choices)
        self.order_fields(self.field_order)

    def clean(self) -> None:
        self.cleaned_data["archives"] = self.cleaned_data.pop("action", "") == "archive"
        check = rules.check_archived if self.cleaned_data["archives"] else rules.check_folder
        self.ask(check, self.cleaned_data.get("folder"))
        self.ask(rules.check_age, self.cleaned_data.get("days"))


class SetRetention(Form):
    is_on = forms.BooleanField(label=_("Delete old mail of every account"), required=False)
    days = NumberField(
        label=_("Retention period (days)"),
        required=False,
        help_text=_("At least 30 days. Counted from the day a mail was received."),
    )

    def clean(self) -> None:
        """days: None where it is off."""
        if not self.cleaned_data.get("is_on"):
            self.cleaned_data["days"] = None
        elif "days" in self.cleaned_data:
            self.ask(rules.check_retention, self.cleaned_data["days"] or 0)

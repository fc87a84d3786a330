"""What is asked about old mail."""

from datetime import date, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.auto_reply.forms import DayField
from fumibako.chapters.mail.old_mail.services import check_day
from fumibako.groundwork.ui.forms import Form


def a_year_ago() -> date:
    return timezone.localdate() - timedelta(days=365)


class AskOldMail(Form):
    before = DayField(label=_("Received before"), initial=a_year_ago)

    def clean_before(self) -> date:
        day: date | None = self.cleaned_data["before"]
        return day or a_year_ago()

    def clean(self) -> None:
        self.ask(check_day, self.cleaned_data.get("before"))


class DeleteOldMail(AskOldMail):
    folder = forms.CharField(max_length=200, widget=forms.HiddenInput, strip=False)

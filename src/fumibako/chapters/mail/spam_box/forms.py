"""What is asked about the summary mail."""

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.spam_box import services
from fumibako.groundwork.ui.forms import Form


class SetSummaryMail(Form):
    often = forms.ChoiceField(
        label=_("Summary mail"),
        choices=(("off", _("None")), ("daily", _("Every day")), ("chosen", _("On the days chosen below"))),
        widget=forms.RadioSelect,
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days of the week"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    hour = forms.TypedChoiceField(
        label=_("Hour"), choices=[(hour, f"{hour}:00") for hour in range(24)], coerce=int, initial=9
    )

    def clean(self) -> None:
        if self.cleaned_data.get("often") == "daily":
            self.cleaned_data["weekdays"] = list(range(7))
        if self.cleaned_data.get("often") != "off":
            self.ask(services.check_weekdays, self.cleaned_data.get("weekdays"))
            self.ask(services.check_hour, self.cleaned_data.get("hour"))

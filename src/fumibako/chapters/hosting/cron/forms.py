"""What is typed about cron jobs (D16)."""

from datetime import time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.cron.models import CronJob
from fumibako.chapters.hosting.cron.rules import check_schedule, check_target
from fumibako.chapters.hosting.cron.simple import OWN, Simple, simple_of
from fumibako.groundwork.ui.forms import Form, HalfWidthField

WEEKDAYS = (
    *(("1", _("Monday")), ("2", _("Tuesday")), ("3", _("Wednesday")), ("4", _("Thursday")), ("5", _("Friday"))),
    *(("6", _("Saturday")), ("0", _("Sunday"))),
)
OFTEN = (
    ("quarter", _("Every 15 minutes")),
    ("hour", _("Once an hour")),
    ("day", _("Once a day")),
    ("week", _("Once a week")),
    ("month", _("Once a month")),
    (OWN, _("As five fields of cron")),
)


class EditCronJob(Form):
    kind = forms.ChoiceField(
        label=_("What runs"),
        choices=((CronJob.Kind.PHP, _("A PHP file")), (CronJob.Kind.URL, _("A page of this website"))),
        widget=forms.RadioSelect,
        initial=CronJob.Kind.PHP,
    )
    target = forms.CharField(
        label=_("File or path"),
        help_text=_("A file such as private/daily.php, or the path of a page such as /wp-cron.php."),
        widget=forms.TextInput(attrs={"class": "code", "autocapitalize": "none", "spellcheck": "false"}),
    )
    often = forms.ChoiceField(label=_("How often"), choices=OFTEN, initial="day")
    at = forms.TimeField(
        label=_("Time"),
        initial=time(3, 0),
        required=False,
        input_formats=("%H:%M", "%H:%M:%S"),
        help_text=_("For once an hour only the minutes count."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Enter a time such as 03:00.")},
    )
    weekday = forms.ChoiceField(
        label=_("Day of the week"), choices=WEEKDAYS, initial="1", help_text=_("For once a week.")
    )
    day = forms.TypedChoiceField(
        label=_("Day of the month"),
        choices=[(str(day), str(day)) for day in range(1, 29)],
        initial="1",
        coerce=int,
        help_text=_("For once a month."),
    )
    schedule = HalfWidthField(
        label=_("Five fields of cron"),
        required=False,
        help_text=_("Minute, hour, day of the month, month, day of the week. For example 30 8-18/2 * * 1-5."),
    )

    def clean(self) -> None:
        given = self.cleaned_data
        if "kind" in given and "target" in given:
            given["target"] = self.ask(check_target, given["kind"], given["target"])
        if not self.errors:
            chosen = Simple(given["often"], given["at"] or time(0, 0), given["weekday"], given["day"])
            written = given["schedule"] if given["often"] == OWN else chosen.written()
            given["written"] = self.ask(check_schedule, written, timezone.localtime())


class ChangeCronJob(EditCronJob):
    is_on = forms.BooleanField(label=_("Run it by the schedule"), required=False)


def initial_of(cron_job: CronJob) -> dict[str, Any]:
    simple = simple_of(cron_job.schedule)
    return {
        "kind": cron_job.kind,
        "target": cron_job.target,
        "often": simple.often,
        "at": simple.at,
        "weekday": simple.weekday,
        "day": simple.day,
        "schedule": cron_job.schedule if simple.often == OWN else "",
        "is_on": cron_job.is_on,
    }

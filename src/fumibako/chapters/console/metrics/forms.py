"""What is typed about who reads the figures."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.metrics import rules
from fumibako.groundwork.ui.forms import Form, HalfWidthField, NumberField


class SetAccess(Form):
    alarm_address = HalfWidthField(
        label=_("Mail address for alarms"),
        required=False,
        help_text=_("Told when a service is down or needs attention, and when it works again. Empty: nobody."),
        widget=forms.TextInput(attrs={"inputmode": "email"}),
    )
    networks = HalfWidthField(
        label=_("Addresses that may read /metrics without a token"),
        required=False,
        help_text=_("Addresses or networks, separated by blanks, for example 192.0.2.10 or 192.0.2.0/24."),
    )

    def clean(self) -> None:
        self.ask(rules.check_networks, self.cleaned_data.get("networks"))
        self.ask(rules.check_alarm_address, self.cleaned_data.get("alarm_address"))


class SetThresholds(Form):
    oldest_hours = NumberField(label=_("Hours that mail waits in the queue"))
    queue_mails = NumberField(label=_("Mails in the queue"))
    failed_mails = NumberField(
        label=_("Mails that were refused or returned within an hour"),
        help_text=_("A sudden rise may mean a password in wrong hands, or that others block this server."),
    )
    free_gigabytes = NumberField(label=_("Free disk space in GB, if less is left"))

    def clean(self) -> None:
        for name in rules.THRESHOLDS:
            self.ask(rules.check_threshold, name, self.cleaned_data.get(name))

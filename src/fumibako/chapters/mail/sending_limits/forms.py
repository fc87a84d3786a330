"""What is typed about sending limits."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.sending_limits.services import check_limit
from fumibako.groundwork.ui.forms import Form, NumberField


class SetCommonLimit(Form):
    per_hour = NumberField(label=_("Recipients per hour"))
    per_day = NumberField(label=_("Recipients per day"))

    def clean(self) -> None:
        if {"per_hour", "per_day"} <= self.cleaned_data.keys():
            self.ask(check_limit, self.cleaned_data["per_hour"], self.cleaned_data["per_day"])


class SetOwnLimit(Form):
    is_own = forms.BooleanField(label=_("This account has a limit of its own"), required=False)
    per_hour = NumberField(label=_("Recipients per hour"), required=False)
    per_day = NumberField(label=_("Recipients per day"), required=False)

    def clean(self) -> None:
        if self.cleaned_data.get("is_own") and {"per_hour", "per_day"} <= self.cleaned_data.keys():
            self.ask(check_limit, *(self.cleaned_data[name] or 0 for name in ("per_hour", "per_day")))

    @property
    def limit(self) -> tuple[int, int] | None:
        if not self.cleaned_data["is_own"]:
            return None
        return self.cleaned_data["per_hour"] or 0, self.cleaned_data["per_day"] or 0

"""Why an order is not approved."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fumibako.chapters.contract.options.rules import check_reason
from fumibako.groundwork.ui.forms import Form


class RefuseOrder(Form):
    reason = forms.CharField(label=pgettext_lazy("order", "Reason"), help_text=_("The customer reads it on My Page."))

    def clean(self) -> None:
        self.ask(check_reason, self.cleaned_data.get("reason"))

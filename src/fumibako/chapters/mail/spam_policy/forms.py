"""What is typed about spam."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.spam_policy.services import check_threshold
from fumibako.groundwork.ui.forms import Form
from fumibako.machine.formats.widths import half_width
from fumibako.machine.state import SpamTreatment

LEVELS = {"weak": Decimal("8.0"), "normal": Decimal("5.0"), "strong": Decimal("3.0")}


class SetSpamPolicy(Form):
    is_on = forms.BooleanField(label=_("Check incoming mail for spam"), required=False)
    level = forms.ChoiceField(
        label=_("Strength"),
        choices=(
            ("weak", _("Weak: only certain spam (score 8 or more)")),
            ("normal", _("Normal (score 5 or more)")),
            ("strong", _("Strong: legitimate mail may be caught too (score 3 or more)")),
            ("own", _("Another score")),
        ),
        widget=forms.RadioSelect,
    )
    threshold = forms.CharField(label=_("Spam score threshold"), required=False)
    treatment = forms.ChoiceField(
        label=_("What happens to spam"),
        choices=(
            (SpamTreatment.SPAM_BOX.value, _("Move it to the spam folder (recommended)")),
            (SpamTreatment.MARK.value, _("Deliver it with [SPAM] before the subject")),
            (SpamTreatment.DELIVER.value, _("Deliver it unchanged; only the header shows the score")),
        ),
        widget=forms.RadioSelect,
    )

    def clean(self) -> None:
        level = self.cleaned_data.get("level")
        if level in LEVELS:
            self.cleaned_data["threshold"] = LEVELS[level]
        elif level == "own":
            self.cleaned_data["threshold"] = self._typed(self.cleaned_data.get("threshold", ""))
            self.ask(check_threshold, self.cleaned_data["threshold"])

    def _typed(self, text: str) -> Decimal:
        """0, which no rule takes, for what is no number."""
        try:
            typed = Decimal(half_width(text).strip())
        except ArithmeticError:
            return Decimal(0)
        return typed if typed.is_finite() else Decimal(0)


class SetFilterUse(Form):
    common_filter = forms.BooleanField(label=_("Use the common filter of the domain"), required=False)
    own_filter = forms.BooleanField(label=_("Use the individual filter"), required=False)
    may_choose = forms.BooleanField(label=_("The user may change this"), required=False)

    def __init__(self, *args: Any, is_own: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if is_own:
            del self.fields["may_choose"]

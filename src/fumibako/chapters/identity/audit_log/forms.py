"""What is looked for in the audit log."""

from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.identity.audit_log.queries import Search
from fumibako.chapters.identity.audit_log.words import GROUPS
from fumibako.groundwork.ui.forms import Form
from fumibako.machine.formats.widths import half_width

_EARLIEST, _LATEST = date(2000, 1, 1), date(2999, 12, 31)


class Day(forms.DateField):
    def __init__(self, **options: object) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        words = _("Enter a day such as 2026/12/28.")
        super().__init__(
            required=False,
            widget=widget,
            input_formats=["%Y-%m-%d", "%Y/%m/%d"],
            error_messages={"invalid": words},
            validators=[MinValueValidator(_EARLIEST, words), MaxValueValidator(_LATEST, words)],
            **options,  # type: ignore[arg-type]  # label
        )


class SearchForm(Form):
    """Everything may be left empty."""

    actor = forms.CharField(label=_("Done by"), required=False, max_length=320)
    subject = forms.CharField(label=_("Target"), required=False, max_length=320)
    group = forms.ChoiceField(label=_("Kind of action"), required=False)
    since = Day(label=_("From (day)"))
    until = Day(label=_("Until (day)"))

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        choices = [("", _("All actions")), *((code, group.label) for code, group in GROUPS.items())]
        self.fields["group"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def clean_actor(self) -> str:
        return half_width(self.cleaned_data["actor"]).strip()

    def clean_subject(self) -> str:
        return self.cleaned_data["subject"].strip()  # type: ignore[no-any-return]

    def search(self) -> Search | None:
        """None where something typed cannot be read."""
        return Search(**self.cleaned_data) if self.is_valid() else None


class ConsoleSearchForm(SearchForm):
    customer = forms.CharField(label=_("Customer (number or name)"), required=False, max_length=200)
    field_order = ("customer",)

    def clean_customer(self) -> str:
        return half_width(self.cleaned_data["customer"]).strip()

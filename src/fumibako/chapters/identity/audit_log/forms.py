"""What is looked for in the audit log."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.identity.audit_log.queries import Search
from fumibako.chapters.identity.audit_log.words import GROUPS
from fumibako.groundwork.ui.forms import DayField, Form
from fumibako.machine.formats.csvfile import Charset
from fumibako.machine.formats.widths import half_width


class SearchForm(Form):
    """Everything may be left empty."""

    actor = forms.CharField(label=_("Done by"), required=False, max_length=320)
    subject = forms.CharField(label=_("Target"), required=False, max_length=320)
    group = forms.ChoiceField(label=_("Kind of action"), required=False)
    since = DayField(required=False, label=_("From (day)"))
    until = DayField(required=False, label=_("Until (day)"))

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
        if not self.is_valid():
            return None
        return Search(**{name: value for name, value in self.cleaned_data.items() if name != "charset"})


class ConsoleSearchForm(SearchForm):
    customer = forms.CharField(label=_("Customer (number or name)"), required=False, max_length=200)
    field_order = ("customer",)

    def clean_customer(self) -> str:
        return half_width(self.cleaned_data["customer"]).strip()


class ExportForm(SearchForm):
    """What is exported, and how it is written."""

    charset = forms.ChoiceField(
        label=_("Character set"),
        choices=((Charset.CP932, _("Shift_JIS, for Excel")), (Charset.UTF_8, _("UTF-8, for other programs"))),
        initial=Charset.CP932,
        widget=forms.RadioSelect,
    )


class ConsoleExportForm(ExportForm, ConsoleSearchForm):
    field_order = ("customer",)

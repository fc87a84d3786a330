"""What is typed about a rule of sorting: up to three conditions, more where an API call made them; empty ones are left
out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.own_filter.conditions import COMPARISONS, PARTS, check_condition
from fumibako.chapters.mail.sorting import rules
from fumibako.chapters.mail.sorting.models import SortingRule
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.ui.forms import Form, HalfWidthField
from fumibako.machine.state.mail.condition import Condition

FEWEST = 3
_PARTS = [(part.value, words) for part, words in PARTS.items()]
_COMPARISONS = [(match.value, words) for match, words in COMPARISONS.items()]


class WriteSortingRule(Form):
    is_any = forms.ChoiceField(
        label=_("When does the rule apply?"),
        choices=(("all", _("When all conditions are met")), ("any", _("When one of the conditions is met"))),
        initial="all",
        required=False,
        widget=forms.RadioSelect,
    )
    folder = forms.CharField(
        label=_("Into the folder"),
        required=False,
        help_text=_("Created if it does not exist. Leave empty to keep the mail in the inbox."),
    )
    marks_read = forms.BooleanField(label=_("Mark as read"), required=False)
    is_flagged = forms.BooleanField(label=_("Flag"), required=False)

    def __init__(self, *args: Any, conditions: int = 0, **options: Any) -> None:
        """conditions: how many there are already."""
        super().__init__(*args, **options)
        self.numbers = range(1, max(FEWEST, conditions) + 1)
        for number in self.numbers:
            self.fields[f"part_{number}"] = forms.ChoiceField(
                label=_("Field"), choices=_PARTS, required=False, initial="subject"
            )
            self.fields[f"header_{number}"] = HalfWidthField(label=_("Name of the header field"), required=False)
            self.fields[f"match_{number}"] = forms.ChoiceField(
                label=_("Comparison"), choices=_COMPARISONS, required=False
            )
            self.fields[f"text_{number}"] = forms.CharField(label=_("Text"), required=False)

    def groups(self) -> list[list[Any]]:
        """The fields of each condition, for the page."""
        return [[self[f"{name}_{number}"] for name in ("part", "header", "match", "text")] for number in self.numbers]

    def clean(self) -> None:
        given = self.cleaned_data
        conditions = [condition for number in self.numbers if (condition := self._condition(number))]
        given["conditions"], given["is_any"] = conditions, given.get("is_any") == "any"
        folder = self.ask(rules.check_folder, given.get("folder"))
        if not self.errors:
            flags = {"marks_read": given["marks_read"], "is_flagged": given["is_flagged"]}
            self.ask(lambda: rules.check_rule(conditions, folder or "", **flags))

    def _condition(self, number: int) -> Condition | None:
        given = [self.cleaned_data.get(f"{name}_{number}", "") for name in ("part", "match", "text", "header")]
        part, match, text, header = given
        if not text:
            return None
        try:
            return check_condition(part or "subject", match or "contains", text, header)
        except Refused as refusal:
            self.add_error(f"{refusal.field}_{number}", forms.ValidationError(str(refusal), refusal.code))
            return None


def typed(rule: SortingRule) -> dict[str, Any]:
    """As somebody would have typed it."""
    fields = {
        f"{name}_{number}": row.get(name, "")
        for number, row in enumerate(rule.conditions, 1)
        for name in ("part", "header", "match", "text")
    }
    flags = {"marks_read": rule.marks_read, "is_flagged": rule.is_flagged}
    return {**fields, **flags, "is_any": "any" if rule.is_any else "all", "folder": rule.folder}

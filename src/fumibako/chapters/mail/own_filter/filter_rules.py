"""Rules of the common and of the individual filter (B6, C7): the same fields, form and order."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import models
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.own_filter import conditions
from fumibako.groundwork.ui.forms import Form, HalfWidthField
from fumibako.machine.state.mail.condition import Comparison, Condition, Part
from fumibako.machine.state.mail.filters import FilterAction, FilterRule

ACTIONS: Mapping[FilterAction, Any] = {
    FilterAction.ALLOW: _("Allow: deliver to the inbox, regardless of the spam check"),
    FilterAction.SPAM_BOX: _("Refuse: move to the spam folder"),
    FilterAction.DISCARD: _("Refuse: delete at once"),
}


class Rule(models.Model):
    """position: the order in which rules are asked; the first that fits decides."""

    position = models.PositiveIntegerField()
    part = models.CharField(max_length=20)
    match = models.CharField(max_length=20)
    header = models.CharField(max_length=60, blank=True)
    text = models.CharField(max_length=conditions.MAX_TEXT)
    action = models.CharField(max_length=20)

    class Meta:
        abstract = True
        ordering = ("position", "pk")

    @property
    def condition(self) -> Condition:
        return conditions.loaded({"part": self.part, "match": self.match, "text": self.text, "header": self.header})

    @property
    def words(self) -> str:
        return conditions.in_words(self.condition)

    @property
    def action_words(self) -> Any:
        return ACTIONS[FilterAction(self.action)]

    def wish(self) -> FilterRule:
        return FilterRule(condition=self.condition, action=FilterAction(self.action))


class AddRule(Form):
    part = forms.ChoiceField(
        label=_("Field"), choices=[(part.value, words) for part, words in conditions.PARTS.items()]
    )
    header = HalfWidthField(
        label=_("Name of the header field"),
        required=False,
        help_text=_("Only for “Header field”, for example List-Id."),
    )
    match = forms.ChoiceField(
        label=_("Comparison"), choices=[(match.value, words) for match, words in conditions.COMPARISONS.items()]
    )
    text = forms.CharField(label=_("Text"))
    action = forms.ChoiceField(
        label=_("Action"),
        choices=[(action.value, words) for action, words in ACTIONS.items()],
        initial=FilterAction.SPAM_BOX.value,
        widget=forms.RadioSelect,
    )
    field_order = ("part", "header", "match", "text", "action")

    def clean(self) -> None:
        given = self.cleaned_data
        if all(name in given for name in ("part", "match", "text", "header")):
            self.ask(conditions.check_condition, given["part"], given["match"], given["text"], given["header"])


def added(rows: Any, *, part: str, match: str, text: str, header: str, action: str) -> Any:
    """Add a rule behind the others of the set. Raises TooManyRules, BadText, BadHeader."""
    conditions.check_number(rows.count())
    condition = conditions.check_condition(part, match, text, header)
    last = rows.aggregate(last=Max("position"))["last"] or 0
    return rows.create(**conditions.stored(condition), action=FilterAction(action).value, position=last + 1)


def moved_up(rows: Any, rule: Any) -> None:
    """Change places with the one before it."""
    before = rows.filter(position__lt=rule.position).last()
    if before is not None:
        before.position, rule.position = rule.position, before.position
        before.save(update_fields=["position"])
        rule.save(update_fields=["position"])


def sender_rule(text: str) -> dict[str, str]:
    """A rule for one address or, with "@" in front, for a whole domain."""
    part = Part.DOMAIN if text.startswith("@") else Part.SENDER
    return {"part": part.value, "match": Comparison.IS.value, "text": text.removeprefix("@"), "header": ""}

"""Rules of the common and of the individual filter (B6, C7): the same fields, form and order."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db import models
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.own_filter import conditions
from fumibako.groundwork.rules import Refused
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

    def typed(self) -> dict[str, str]:
        """As WriteRule has it."""
        return {**conditions.stored(self.condition), "action": self.action}

    def wish(self) -> FilterRule:
        return FilterRule(condition=self.condition, action=FilterAction(self.action))


class WriteRule(Form):
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


class RulesChanged(Refused):
    code = "rules_changed"
    message = _(
        "The rules have been changed meanwhile by somebody else or in another window. They are shown as they are now;"
        " please check them and try again."
    )


def added(rows: Any, *, part: str, match: str, text: str, header: str, action: str) -> Any:
    """Add a rule behind the others of the set. Raises TooManyRules, BadText, BadHeader."""
    conditions.check_number(rows.count())
    condition = conditions.check_condition(part, match, text, header)
    last = rows.aggregate(last=Max("position"))["last"] or 0
    return rows.create(**conditions.stored(condition), action=FilterAction(action).value, position=last + 1)


def changed(rows: Any, *, key: int, part: str, match: str, text: str, header: str, action: str) -> Any:
    """Change a rule of the set; it keeps its place. Raises RulesChanged, BadText, BadHeader."""
    condition = conditions.check_condition(part, match, text, header)
    if not rows.filter(pk=key).update(**conditions.stored(condition), action=FilterAction(action).value):
        raise RulesChanged
    return rows.get(pk=key)


def placed_first(rows: Any, *, part: str, match: str, text: str, action: str) -> Any:
    """Put a rule before the others of the set, in place of one with the same condition. Raises TooManyRules, BadText,
    BadHeader."""
    condition = conditions.stored(conditions.check_condition(part, match, text))
    rows.filter(**condition).delete()
    conditions.check_number(rows.count())
    rows.update(position=F("position") + 1)
    return rows.create(**condition, action=FilterAction(action).value, position=1)


def ordered(rows: Any, *, seen: Sequence[int], order: Sequence[int]) -> None:
    """Put the rules into that order. seen: their keys in the order that the page showed. Raises RulesChanged where they
    are no longer these, so that nobody undoes unknowingly what another one did."""
    found = {rule.pk: rule for rule in rows.select_for_update()}
    if [*found] != [*seen] or sorted(order) != sorted(seen):
        raise RulesChanged
    for position, key in enumerate(order, 1):
        if found[key].position != position:
            found[key].position = position
            found[key].save(update_fields=["position"])


def order_sent(sent: Mapping[str, str]) -> tuple[list[int], list[int]] | None:
    """What the list of rules sends: its order as it was shown, and as it shall be; by dragging or by the button that
    moves one up. None where it sends something else. Raises RulesChanged."""
    if not (sent.get("order") or "up" in sent):
        return None
    try:
        seen = [int(key) for key in sent.get("seen", "").split(",")]
        if sent.get("order"):
            return seen, [int(key) for key in sent["order"].split(",")]
        place = seen.index(int(sent["up"]))
    except ValueError as error:
        raise RulesChanged from error
    before = max(place - 1, 0)
    return seen, [*seen[:before], seen[place], *seen[before:place], *seen[place + 1 :]]


def sender_rule(text: str) -> dict[str, str]:
    """A rule for one address or, with "@" in front, for a whole domain."""
    part = Part.DOMAIN if text.startswith("@") else Part.SENDER
    return {"part": part.value, "match": Comparison.IS.value, "text": text.removeprefix("@"), "header": ""}

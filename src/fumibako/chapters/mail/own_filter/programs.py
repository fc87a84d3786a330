"""What programs send and read about rules of filters: the common and the individual one have the same (B6, C7)."""

from collections.abc import Sequence
from typing import Any, Literal

from fumibako.chapters.mail.own_filter.filter_rules import Rule, RulesChanged
from fumibako.groundwork.programs import Facts, Given, Publication, Text
from fumibako.machine.formats.numbers import number_of


class ConditionFacts(Facts):
    """part: sender, sender_domain, subject, recipient or header (then header is its name). match: contains, is, starts
    or ends."""

    part: str
    match: str
    text: str
    header: str


class RuleFacts(ConditionFacts):
    """action: allow, spam_box or discard."""

    key: int
    action: str


class SettledRules(Facts):
    rules: list[RuleFacts]
    publication: Publication


class NewCondition(Given):
    text: Text
    part: Literal["sender", "sender_domain", "subject", "recipient", "header"]
    match: Literal["contains", "is", "starts", "ends"]
    header: Text = ""


class NewRule(NewCondition):
    action: Literal["allow", "spam_box", "discard"]


class NewRules(Given):
    """rules: all of them, in the order in which they are asked. seen: the keys of those that are replaced, in their
    order; where somebody else has changed them meanwhile, nothing is replaced."""

    rules: list[NewRule]
    seen: list[int] | None = None


def check_seen(now: Sequence[Any], seen: Sequence[int] | None) -> None:
    """Raises RulesChanged."""
    if seen is not None and [row.pk for row in now] != list(seen):
        raise RulesChanged


def rule_there(rows: Any, key: str) -> Any:
    """The rule of the set with that key. Raises RulesChanged."""
    found = rows.filter(pk=number_of(key)).first()
    if found is None:
        raise RulesChanged
    return found


def facts_of(rule: Rule) -> RuleFacts:
    names = ("part", "match", "text", "header", "action")
    return RuleFacts(key=rule.pk, **{name: getattr(rule, name) for name in names})

"""Sorting of an account's mail, for programs (C5)."""

from typing import Any

from django.db import transaction

from fumibako.chapters.mail.accounts.api import account_here
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.services import lock
from fumibako.chapters.mail.own_filter.conditions import check_condition
from fumibako.chapters.mail.own_filter.programs import ConditionFacts, NewCondition, check_seen, rule_there
from fumibako.chapters.mail.sorting import services
from fumibako.chapters.mail.sorting.models import SortingRule
from fumibako.groundwork.programs import Facts, Given, ProgramRequest, Publication, Text
from fumibako.groundwork.publish.queries import wait_until_settled
from fumibako.machine.state import Aspect


class SortingRuleFacts(Facts):
    """is_any: one of the conditions is enough. folder: "" where the mail stays in the inbox."""

    key: int
    conditions: list[ConditionFacts]
    is_any: bool
    folder: str
    marks_read: bool
    is_flagged: bool


class SettledSorting(Facts):
    rules: list[SortingRuleFacts]
    publication: Publication


class NewSortingRule(Given):
    conditions: list[NewCondition]
    is_any: bool = False
    folder: Text = ""
    marks_read: bool = False
    is_flagged: bool = False


class NewSorting(Given):
    """rules: all of them, in their order. seen: the keys of those that are replaced; where somebody else has changed
    them meanwhile, nothing is replaced."""

    rules: list[NewSortingRule]
    seen: list[int] | None = None


def listed(request: ProgramRequest, address: Text) -> list[SortingRuleFacts]:
    """The rules by which an account's mail is sorted, in their order."""
    return [_facts(rule) for rule in account_here(request, address).sorting_rules.all()]


def replace(request: ProgramRequest, address: Text, given: NewSorting) -> SettledSorting:
    """Replace them, all or none. Mail that lies in folders stays there."""
    mailbox, actor = account_here(request, address), request.caller.actor
    with transaction.atomic():
        lock(mailbox)
        now = list(mailbox.sorting_rules.all())
        check_seen(now, given.seen)
        for rule in now:
            services.delete_sorting_rule(actor=actor, rule=rule)
        for each in given.rules:
            services.add_sorting_rule(actor=actor, mailbox=mailbox, **_values(each))
    return _settled(mailbox)


def change(request: ProgramRequest, address: Text, account_sorting_rule: Text, given: NewSortingRule) -> SettledSorting:
    """Change one of them; it keeps its key and its place. Mail that lies in folders stays there."""
    mailbox = account_here(request, address)
    rule = rule_there(mailbox.sorting_rules, account_sorting_rule)
    services.change_sorting_rule(actor=request.caller.actor, rule=rule, **_values(given))
    return _settled(mailbox)


def _values(given: NewSortingRule) -> dict[str, Any]:
    """As the services take them."""
    conditions = [check_condition(**condition.model_dump()) for condition in given.conditions]
    return {**given.model_dump(), "conditions": conditions}


def _settled(mailbox: Mailbox) -> SettledSorting:
    publication = wait_until_settled(Aspect.SIEVE, mailbox.address)
    return SettledSorting(rules=[_facts(rule) for rule in mailbox.sorting_rules.all()], publication=publication)


def _facts(rule: SortingRule) -> SortingRuleFacts:
    names = ("is_any", "folder", "marks_read", "is_flagged")
    conditions = [ConditionFacts(**{"header": "", **row}) for row in rule.conditions]
    return SortingRuleFacts(key=rule.pk, conditions=conditions, **{name: getattr(rule, name) for name in names})

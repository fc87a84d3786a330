"""What is done to the rules of the individual filter (C7)."""

from collections.abc import Sequence

from django.db import transaction

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.services import lock
from fumibako.chapters.mail.own_filter.filter_rules import added, changed, ordered, placed_first
from fumibako.chapters.mail.own_filter.models import OwnRule
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.publish import services as publishing
from fumibako.machine.state import Aspect
from fumibako.machine.state.mail.condition import Comparison, Part


def add_own_rule(
    *, actor: Actor, mailbox: Mailbox, part: str, match: str, text: str, action: str, header: str = ""
) -> OwnRule:
    """Behind the others. Raises TooManyRules, BadText, BadHeader, NoSuchAccount."""
    with transaction.atomic():
        lock(mailbox)
        rows = mailbox.own_rules
        rule: OwnRule = added(rows, part=part, match=match, text=text, header=header, action=action)
        _changed(actor, "own_filter.add", rule)
    return rule


def change_own_rule(
    *, actor: Actor, rule: OwnRule, part: str, match: str, text: str, action: str, header: str = ""
) -> None:
    """It keeps its place. Raises RulesChanged, BadText, BadHeader, NoSuchAccount."""
    with transaction.atomic():
        lock(rule.mailbox)
        rows = rule.mailbox.own_rules
        now = changed(rows, key=rule.pk, part=part, match=match, text=text, header=header, action=action)
        _changed(actor, "own_filter.change", now, before=rule.text)


def decide_sender(*, actor: Actor, mailbox: Mailbox, sender: str, action: str) -> OwnRule:
    """What becomes of further mail from this address, whatever the other rules say: the first rule that fits decides.
    Raises TooManyRules, BadText, NoSuchAccount."""
    with transaction.atomic():
        lock(mailbox)
        rule: OwnRule = placed_first(
            mailbox.own_rules, part=Part.SENDER, match=Comparison.IS, text=sender, action=action
        )
        _changed(actor, "own_filter.add", rule)
    return rule


def delete_own_rule(*, actor: Actor, rule: OwnRule) -> None:
    with transaction.atomic():
        lock(rule.mailbox)
        rule.delete()
        _changed(actor, "own_filter.delete", rule)


def order_own_rules(*, actor: Actor, mailbox: Mailbox, seen: Sequence[int], order: Sequence[int]) -> None:
    """seen, order: keys of the rules as they were shown and as they shall be asked. Raises RulesChanged,
    NoSuchAccount."""
    with transaction.atomic():
        lock(mailbox)
        ordered(mailbox.own_rules.all(), seen=seen, order=order)
        _noted(actor, "own_filter.move", mailbox, rules=len(order))


def _changed(actor: Actor, action: str, rule: OwnRule, **more: object) -> None:
    _noted(actor, action, rule.mailbox, rule=rule.text, does=rule.action, **more)


def _noted(actor: Actor, action: str, mailbox: Mailbox, **details: object) -> None:
    record(actor, action, mailbox.address, customer_number=mailbox.domain.customer.number, **details)
    publishing.request(Aspect.SIEVE, mailbox.address)

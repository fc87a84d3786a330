"""What is done to the rules of the individual filter (C7)."""

from django.db import transaction

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.services import lock
from fumibako.chapters.mail.own_filter.filter_rules import added, moved_up
from fumibako.chapters.mail.own_filter.models import OwnRule
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.publish import services as publishing
from fumibako.machine.state import Aspect


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


def delete_own_rule(*, actor: Actor, rule: OwnRule) -> None:
    with transaction.atomic():
        lock(rule.mailbox)
        rule.delete()
        _changed(actor, "own_filter.delete", rule)


def move_own_rule_up(*, actor: Actor, rule: OwnRule) -> None:
    """It is asked one place earlier."""
    with transaction.atomic():
        lock(rule.mailbox)
        moved_up(rule.mailbox.own_rules.all(), rule)
        _changed(actor, "own_filter.move", rule)


def _changed(actor: Actor, action: str, rule: OwnRule) -> None:
    mailbox = rule.mailbox
    number = mailbox.domain.customer.number
    record(actor, action, mailbox.address, customer_number=number, rule=rule.text, does=rule.action)
    publishing.request(Aspect.SIEVE, mailbox.address)

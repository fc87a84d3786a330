"""What is done to the rules of sorting (C5)."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.services import lock
from fumibako.chapters.mail.own_filter import conditions as stored_conditions
from fumibako.chapters.mail.own_filter.filter_rules import RulesChanged, ordered
from fumibako.chapters.mail.sorting import errors, jobs
from fumibako.chapters.mail.sorting import rules as checks
from fumibako.chapters.mail.sorting.models import SortingRule
from fumibako.chapters.mail.sorting.queries import pieces
from fumibako.chapters.mail.sorting.snapshot import FIELDS
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.jobs.models import Job
from fumibako.groundwork.publish import services as publishing
from fumibako.machine.state import Aspect
from fumibako.machine.state.mail.condition import Condition


def add_sorting_rule(
    *,
    actor: Actor,
    mailbox: Mailbox,
    conditions: Sequence[Condition],
    is_any: bool,
    folder: str,
    marks_read: bool = False,
    is_flagged: bool = False,
) -> SortingRule:
    """Behind the others. Raises TooManyRules, NoCondition, NoAction, BadFolder, NoSuchAccount."""
    folder = checks.check_folder(folder)
    checks.check_rule(conditions, folder, marks_read=marks_read, is_flagged=is_flagged)
    with transaction.atomic():
        lock(mailbox)
        stored_conditions.check_number(mailbox.sorting_rules.count())
        rule = mailbox.sorting_rules.create(
            position=(mailbox.sorting_rules.aggregate(last=Max("position"))["last"] or 0) + 1,
            conditions=[stored_conditions.stored(condition) for condition in conditions],
            is_any=is_any,
            folder=folder,
            marks_read=marks_read,
            is_flagged=is_flagged,
        )
        _changed(actor, "sorting.add", rule)
    return rule


def change_sorting_rule(
    *,
    actor: Actor,
    rule: SortingRule,
    conditions: Sequence[Condition],
    is_any: bool,
    folder: str,
    marks_read: bool = False,
    is_flagged: bool = False,
) -> None:
    """It keeps its place; mail that lies in its folder stays there. Raises RulesChanged, NoCondition, NoAction,
    BadFolder, NoSuchAccount."""
    folder = checks.check_folder(folder)
    checks.check_rule(conditions, folder, marks_read=marks_read, is_flagged=is_flagged)
    with transaction.atomic():
        lock(rule.mailbox)
        is_there = rule.mailbox.sorting_rules.filter(pk=rule.pk).update(
            conditions=[stored_conditions.stored(condition) for condition in conditions],
            is_any=is_any,
            folder=folder,
            marks_read=marks_read,
            is_flagged=is_flagged,
        )
        if not is_there:
            raise RulesChanged
        _noted(actor, "sorting.change", rule.mailbox, folder=folder, before=rule.folder)


def delete_sorting_rule(*, actor: Actor, rule: SortingRule) -> None:
    """Mail that lies in the folder stays there."""
    with transaction.atomic():
        lock(rule.mailbox)
        rule.delete()
        _changed(actor, "sorting.delete", rule)


def order_sorting_rules(*, actor: Actor, mailbox: Mailbox, seen: Sequence[int], order: Sequence[int]) -> None:
    """seen, order: keys of the rules as they were shown and as they shall be asked. Raises RulesChanged,
    NoSuchAccount."""
    with transaction.atomic():
        lock(mailbox)
        ordered(mailbox.sorting_rules.all(), seen=seen, order=order)
        _noted(actor, "sorting.move", mailbox, rules=len(order))


def sort_inbox(*, actor: Actor, mailbox: Mailbox, owner: str) -> Job:
    """Begin to do to the mails in the inbox what the rules do to new ones. Nothing is deleted. Raises NoRule,
    InboxAway."""
    rules = list(mailbox.sorting_rules.values(*FIELDS))
    if not rules:
        raise errors.NoRule
    there, number = pieces(mailbox), mailbox.domain.customer.number
    with transaction.atomic():
        mailbox.filed.all().delete()
        started = jobs.sort.enqueue(
            actor=actor,
            owner=owner,
            customer_number=number,
            address=mailbox.address,
            rules=rules,
            pieces=there,
        )
        record(actor, "sorting.apply", mailbox.address, customer_number=number, rules=len(rules))
    return started


def take_back(*, actor: Actor, mailbox: Mailbox, owner: str) -> Job:
    """Begin to move into the inbox again what the rules moved out of it the last time. Marks stay. Raises
    NothingFiled."""
    with transaction.atomic():
        filed = list(mailbox.filed.values_list("pk", flat=True))
        if not filed:
            raise errors.NothingFiled
        number = mailbox.domain.customer.number
        started = jobs.take_back.enqueue(
            actor=actor, owner=owner, customer_number=number, address=mailbox.address, filed=filed
        )
        record(actor, "sorting.take_back", mailbox.address, customer_number=number)
    return started


def _changed(actor: Actor, action: str, rule: SortingRule) -> None:
    _noted(actor, action, rule.mailbox, folder=rule.folder)


def _noted(actor: Actor, action: str, mailbox: Mailbox, **details: object) -> None:
    record(actor, action, mailbox.address, customer_number=mailbox.domain.customer.number, **details)
    publishing.request(Aspect.SIEVE, mailbox.address)

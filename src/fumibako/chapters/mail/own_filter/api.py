"""The individual filter of an account, for programs (C7)."""

from django.db import transaction

from fumibako.chapters.mail.accounts.api import account_here
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.services import lock
from fumibako.chapters.mail.own_filter import services
from fumibako.chapters.mail.own_filter.programs import (
    NewRule,
    NewRules,
    RuleFacts,
    SettledRules,
    check_seen,
    facts_of,
    rule_there,
)
from fumibako.groundwork.programs import ProgramRequest, Text
from fumibako.groundwork.publish.queries import wait_until_settled
from fumibako.machine.state import Aspect


def listed(request: ProgramRequest, address: Text) -> list[RuleFacts]:
    """The rules of an account's individual filter, in their order."""
    return [facts_of(rule) for rule in account_here(request, address).own_rules.all()]


def replace(request: ProgramRequest, address: Text, given: NewRules) -> SettledRules:
    """Replace them, all or none."""
    mailbox, actor = account_here(request, address), request.caller.actor
    with transaction.atomic():
        lock(mailbox)
        now = list(mailbox.own_rules.all())
        check_seen(now, given.seen)
        for rule in now:
            services.delete_own_rule(actor=actor, rule=rule)
        for each in given.rules:
            services.add_own_rule(actor=actor, mailbox=mailbox, **each.model_dump())
    return _settled(mailbox)


def change(request: ProgramRequest, address: Text, account_own_rule: Text, given: NewRule) -> SettledRules:
    """Change one of them; it keeps its key and its place."""
    mailbox = account_here(request, address)
    rule = rule_there(mailbox.own_rules, account_own_rule)
    services.change_own_rule(actor=request.caller.actor, rule=rule, **given.model_dump())
    return _settled(mailbox)


def _settled(mailbox: Mailbox) -> SettledRules:
    publication = wait_until_settled(Aspect.SIEVE, mailbox.address)
    return SettledRules(rules=[facts_of(rule) for rule in mailbox.own_rules.all()], publication=publication)

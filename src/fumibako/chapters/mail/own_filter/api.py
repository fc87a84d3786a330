"""The individual filter of an account, for programs (C7)."""

from django.db import transaction

from fumibako.chapters.mail.accounts.api import account_here
from fumibako.chapters.mail.accounts.services import lock
from fumibako.chapters.mail.own_filter import services
from fumibako.chapters.mail.own_filter.programs import NewRules, RuleFacts, SettledRules, check_seen, facts_of
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
    publication = wait_until_settled(Aspect.SIEVE, mailbox.address)
    return SettledRules(rules=[facts_of(rule) for rule in mailbox.own_rules.all()], publication=publication)

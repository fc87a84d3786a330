"""The common filter of a domain, for programs (B6)."""

from django.db import transaction

from fumibako.chapters.mail.accounts.api import domain_here
from fumibako.chapters.mail.common_filter import services
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
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state import Aspect


def listed(request: ProgramRequest, domain: Text) -> list[RuleFacts]:
    """The rules of a domain's common filter, in their order."""
    return [facts_of(rule) for rule in domain_here(request, domain).common_rules.all()]


def replace(request: ProgramRequest, domain: Text, given: NewRules) -> SettledRules:
    """Replace them, all or none."""
    row, actor = domain_here(request, domain), request.caller.actor
    with transaction.atomic():
        Domain.objects.select_for_update().get(pk=row.pk)
        now = list(row.common_rules.all())
        check_seen(now, given.seen)
        for rule in now:
            services.delete_common_rule(actor=actor, rule=rule)
        for each in given.rules:
            services.add_common_rule(actor=actor, domain=row, **each.model_dump())
    return _settled(row)


def change(request: ProgramRequest, domain: Text, common_rule: Text, given: NewRule) -> SettledRules:
    """Change one of them; it keeps its key and its place."""
    row = domain_here(request, domain)
    rule = rule_there(row.common_rules, common_rule)
    services.change_common_rule(actor=request.caller.actor, rule=rule, **given.model_dump())
    return _settled(row)


def _settled(domain: Domain) -> SettledRules:
    publication = wait_until_settled(Aspect.DOMAIN_SIEVE, domain.name)
    return SettledRules(rules=[facts_of(rule) for rule in domain.common_rules.all()], publication=publication)

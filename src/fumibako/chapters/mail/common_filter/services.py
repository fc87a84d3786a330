"""What is done to the rules of the common filter (B6)."""

from django.db import transaction

from fumibako.chapters.mail.common_filter.models import CommonRule
from fumibako.chapters.mail.own_filter.filter_rules import added, moved_up
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.publish import services as publishing
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state import Aspect


def add_common_rule(
    *, actor: Actor, domain: Domain, part: str, match: str, text: str, action: str, header: str = ""
) -> CommonRule:
    """Behind the others. Raises TooManyRules, BadText, BadHeader."""
    with transaction.atomic():
        rule: CommonRule = added(domain.common_rules, part=part, match=match, text=text, header=header, action=action)
        _changed(actor, "common_filter.add", rule)
    return rule


def delete_common_rule(*, actor: Actor, rule: CommonRule) -> None:
    with transaction.atomic():
        rule.delete()
        _changed(actor, "common_filter.delete", rule)


def move_common_rule_up(*, actor: Actor, rule: CommonRule) -> None:
    """It is asked one place earlier."""
    with transaction.atomic():
        moved_up(rule.domain.common_rules.all(), rule)
        _changed(actor, "common_filter.move", rule)


def _changed(actor: Actor, action: str, rule: CommonRule) -> None:
    domain = rule.domain
    record(actor, action, domain.name, customer_number=domain.customer.number, rule=rule.text, does=rule.action)
    publishing.request(Aspect.DOMAIN_SIEVE, domain.name)

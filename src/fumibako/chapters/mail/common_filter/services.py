"""What is done to the rules of the common filter (B6)."""

from collections.abc import Sequence

from django.db import transaction

from fumibako.chapters.mail.common_filter.models import CommonRule
from fumibako.chapters.mail.own_filter.filter_rules import added, changed, ordered
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


def change_common_rule(
    *, actor: Actor, rule: CommonRule, part: str, match: str, text: str, action: str, header: str = ""
) -> None:
    """It keeps its place. Raises RulesChanged, BadText, BadHeader."""
    with transaction.atomic():
        rows = rule.domain.common_rules
        now = changed(rows, key=rule.pk, part=part, match=match, text=text, header=header, action=action)
        _changed(actor, "common_filter.change", now, before=rule.text)


def delete_common_rule(*, actor: Actor, rule: CommonRule) -> None:
    with transaction.atomic():
        rule.delete()
        _changed(actor, "common_filter.delete", rule)


def order_common_rules(*, actor: Actor, domain: Domain, seen: Sequence[int], order: Sequence[int]) -> None:
    """seen, order: keys of the rules as they were shown and as they shall be asked. Raises RulesChanged."""
    with transaction.atomic():
        Domain.objects.select_for_update().get(pk=domain.pk)  # nobody adds or deletes one meanwhile
        ordered(domain.common_rules.all(), seen=seen, order=order)
        _noted(actor, "common_filter.move", domain, rules=len(order))


def _changed(actor: Actor, action: str, rule: CommonRule, **more: object) -> None:
    _noted(actor, action, rule.domain, rule=rule.text, does=rule.action, **more)


def _noted(actor: Actor, action: str, domain: Domain, **details: object) -> None:
    record(actor, action, domain.name, customer_number=domain.customer.number, **details)
    publishing.request(Aspect.DOMAIN_SIEVE, domain.name)

"""Rows → wish: the rules that every mail to a mailbox goes through."""

from fumibako.chapters.mail.own_filter.models import OwnRule
from fumibako.chapters.mail.spam_policy.queries import uses
from fumibako.groundwork.publish.snapshot import SnapshotPart
from fumibako.machine.state import Aspect
from fumibako.machine.state.mail.filters import OwnFilter


def filter_of(address: str) -> OwnFilter | None:
    rules = tuple(rule.wish() for rule in OwnRule.objects.filter(mailbox__address=address))
    return OwnFilter(rules=rules) if rules and uses(address).own_filter else None


PART = SnapshotPart(Aspect.SIEVE, filter_of)

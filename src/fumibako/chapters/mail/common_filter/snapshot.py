"""Rows → wish: the rules that every mail to a mailbox goes through."""

from fumibako.chapters.mail.common_filter.models import CommonRule
from fumibako.chapters.mail.spam_policy.queries import uses
from fumibako.groundwork.publish.snapshot import SnapshotPart
from fumibako.machine.state import Aspect
from fumibako.machine.state.mail.filters import CommonFilter


def filter_of(address: str) -> CommonFilter | None:
    rules = tuple(rule.wish() for rule in CommonRule.objects.filter(domain__mailboxes__address=address))
    return CommonFilter(rules=rules) if rules and uses(address).common_filter else None


PART = SnapshotPart(Aspect.SIEVE, filter_of)

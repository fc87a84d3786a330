"""Rows → wishes: the rules that every mail of the domain goes through, and which mailboxes leave them out."""

from fumibako.chapters.mail.common_filter.models import CommonRule
from fumibako.chapters.mail.spam_policy.models import FilterUse
from fumibako.groundwork.publish.snapshot import SnapshotPart
from fumibako.machine.state import Aspect
from fumibako.machine.state.mail.filters import CommonFilter, WithoutCommonFilter


def filter_of(domain: str) -> CommonFilter | None:
    rules = tuple(rule.wish() for rule in CommonRule.objects.filter(domain__name=domain))
    return CommonFilter(rules=rules) if rules else None


def choice_of(address: str) -> WithoutCommonFilter | None:
    is_without = FilterUse.objects.filter(mailbox__address=address, common_filter=False).exists()
    return WithoutCommonFilter() if is_without else None


PARTS = (SnapshotPart(Aspect.DOMAIN_SIEVE, filter_of), SnapshotPart(Aspect.SIEVE, choice_of))

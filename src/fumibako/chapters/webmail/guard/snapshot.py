"""Rows → wish: what holds for mail to outside from mail programs."""

from fumibako.chapters.webmail.guard.queries import approval_rules_of, copy_to_of, policy_of
from fumibako.groundwork.publish.snapshot import SnapshotPart
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state import Aspect, SendingGuard


def guard_of(name: str) -> SendingGuard | None:
    domain = Domain.objects.filter(name=name).select_related("customer").first()
    if domain is None:
        return None
    policy = policy_of(domain.customer)
    rules = list(approval_rules_of(domain.customer).filter(mailbox__domain=domain))
    deciding = [(rule.mailbox, each) for rule in rules for each in (rule.superior, rule.deputy) if each]
    return SendingGuard(
        customer=domain.customer.number,
        is_webmail_only=policy.is_webmail_only,
        approved=tuple(rule.mailbox.address for rule in rules),
        deciding=tuple((account.address, each.address) for account, each in deciding),
        copy_to=copy_to_of(domain.customer),
        most_domains=policy.most_domains,
    )


PART = SnapshotPart(Aspect.DOMAIN, guard_of)

"""Looking at the common filter."""

from collections.abc import Iterable

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.own_filter.trace import TypedMail, fits
from fumibako.chapters.mail.spam_policy.queries import use_of
from fumibako.machine.state.mail.condition import Part
from fumibako.machine.state.mail.filters import FilterAction


def refused_senders(mailbox: Mailbox, senders: Iterable[str]) -> list[str]:
    """Those whose mail the domain's rules refuse by their address alone, before the individual filter is asked."""
    if not use_of(mailbox).common_filter:
        return []
    rules = list(mailbox.domain.common_rules.filter(part__in=(Part.SENDER, Part.DOMAIN)))

    def is_refused(sender: str) -> bool:
        mail = TypedMail(sender=sender, recipient="", subject="")
        deciding = next((rule for rule in rules if fits(rule.condition, mail)), None)
        return deciding is not None and deciding.action != FilterAction.ALLOW

    return [sender for sender in senders if is_refused(sender)]

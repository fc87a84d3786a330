"""A mail and a mailbox → what would become of it now: settings from rows, the score from the spam filter."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import timezone

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.auto_reply.snapshot import reply_of
from fumibako.chapters.mail.common_filter import snapshot as common
from fumibako.chapters.mail.forwarding.snapshot import forward_of
from fumibako.chapters.mail.mail_trace.evaluation import Trace, Wanted, trace
from fumibako.chapters.mail.mail_trace.reading import read, stamped
from fumibako.chapters.mail.own_filter import snapshot as own
from fumibako.chapters.mail.sorting.snapshot import sorting_of
from fumibako.chapters.mail.spam_engine.queries import judged_by_second
from fumibako.chapters.mail.spam_policy.models import SpamPolicy
from fumibako.chapters.mail.spam_policy.queries import policy_of, uses
from fumibako.machine.daemons.spamd.control import SpamFilter
from fumibako.machine.provision.client import AgentDown, AgentRefused
from fumibako.machine.state import SpamTreatment

_MARKS = {SpamTreatment.SPAM_BOX: "yes", SpamTreatment.MARK: "marked", SpamTreatment.DELIVER: "delivered"}


@dataclass(frozen=True, kw_only=True)
class Traced:
    """score: None where the spam filter was not asked or did not answer. uses_own: whether the individual filter is
    on. is_second: in truth the second engine judges the mail of this account."""

    mailbox: Mailbox
    wanted: Wanted
    policy: SpamPolicy
    score: float | None
    uses_own: bool
    is_second: bool
    trace: Trace


def traced(mailbox: Mailbox, mail: bytes) -> Traced:
    """mail: as rules.check_mail returns it. Nothing is stored, sent or learnt."""
    domain, policy, wanted = mailbox.domain, policy_of(mailbox.domain), wanted_of(mailbox)
    score = _score(domain.name, mail) if policy.is_on else None
    if score is not None:
        is_spam = score >= policy.threshold
        mail = stamped(mail, _MARKS[SpamTreatment(policy.treatment)] if is_spam else "no", score)
    return Traced(
        mailbox=mailbox,
        wanted=wanted,
        policy=policy,
        score=score,
        uses_own=uses(mailbox.address).own_filter,
        is_second=policy.is_on and mailbox.address in judged_by_second(domain),
        trace=trace(wanted, read(mail), _today()),
    )


def wanted_of(mailbox: Mailbox) -> Wanted:
    address = mailbox.address
    return Wanted(
        address=address,
        common=common.filter_of(mailbox.domain.name),
        is_without_common=common.choice_of(address) is not None,
        own=own.filter_of(address),
        sorting=sorting_of(address),
        reply=reply_of(address),
        forward=forward_of(address),
    )


def _score(domain: str, mail: bytes) -> float | None:
    try:
        return SpamFilter(settings.FUMIBAKO).score(domain, mail)
    except (AgentDown, AgentRefused):
        return None


def _today() -> date:
    """In Japan, as the scripts count."""
    return timezone.localdate()

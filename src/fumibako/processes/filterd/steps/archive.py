"""A copy of what the users of a domain send (B12), for domains that have ordered it; it is on the disk before the mail
goes on, and where it cannot be, the mail waits.

Behind every check that may stop or change the mail, before our stamp and signature: they are not the sender's, and
differ at each attempt.
"""

import time

from fumibako.machine.formats.filter_policy import FilterPolicy
from fumibako.machine.formats.packs import Facts
from fumibako.processes.filterd.context import Context
from fumibako.processes.filterd.message import Message
from fumibako.processes.filterd.policies import NoPolicy
from fumibako.processes.filterd.verdict import Pass, TryLater, Verdict


async def archive(message: Message, policy: FilterPolicy, context: Context) -> Verdict:
    """By who logged in: the envelope's sender may be an alias, or nobody (RFC 8098 section 3)."""
    domain = message.login.rpartition("@")[2]
    if not domain or message.is_notice:
        return Pass()
    try:
        own = policy if policy.domain == domain else context.policies.of(domain)
        if not own.is_archived:
            return Pass()
        envelope = message.envelope
        facts = Facts(envelope.queue_id, int(time.time()), message.login, envelope.sender, envelope.recipients)
        await context.archive.keep(f"{own.customer}/{own.domain}", facts, message.blocks)
    except (NoPolicy, OSError) as error:
        return TryLater(f"no copy could be kept: {error}")
    return Pass()

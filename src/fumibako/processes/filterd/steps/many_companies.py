"""Hides the recipients from each other where they are of too many companies (B13): the misdelivery guard for mail that
is sent with a mail program. The webmail's comes with its recipients hidden already."""

import logging
import re
from email.utils import getaddresses

from fumibako.machine.formats.filter_policy import FilterPolicy
from fumibako.processes.filterd.context import Context
from fumibako.processes.filterd.message import Message
from fumibako.processes.filterd.policies import NoPolicy
from fumibako.processes.filterd.verdict import Pass, Replace, Verdict

log = logging.getLogger(__name__)

_RECIPIENTS = re.compile(
    rb"^(?:Resent-)?(?:To|Cc)[ \t]*:(?:[^\r\n]|\r(?!\n)|\r\n[ \t])*(?:\r\n|\Z)", re.IGNORECASE | re.MULTILINE
)
NOBODY = "To: undisclosed-recipients:;"


async def many_companies(message: Message, policy: FilterPolicy, context: Context) -> Verdict:
    if not policy.most_domains or not message.login:
        return Pass()
    values = [value for name in ("To", "Cc", "Resent-To", "Resent-Cc") for value in message.fields(name)]
    named = getaddresses([value.decode("utf-8", "replace") for value in values])
    domains = {address.rpartition("@")[2].lower() for _, address in named if "@" in address}
    outside = [domain for domain in domains if not _is_inside(domain, policy, context)]
    if len(outside) < policy.most_domains:
        return Pass()
    log.info("%s: recipients of %d companies are hidden from each other", message.envelope.queue_id, len(outside))
    return Replace(message.without_fields(_RECIPIENTS).prepend(NOBODY))


def _is_inside(domain: str, policy: FilterPolicy, context: Context) -> bool:
    try:
        return context.policies.of(domain).customer == policy.customer
    except NoPolicy:
        return False

"""Whom a mail says it is from, and whether that can be (docs/decisions/0020).

X-Fumibako-From: ambiguous   two From fields or more, or one that readers read differently: goes to the spam box
X-Fumibako-From: unproven    names an address in a domain of this box, but nobody of it has logged in to send it
"""

import re

from fumibako.machine.formats.charsets import readable
from fumibako.machine.formats.filter_policy import FilterPolicy
from fumibako.processes.filterd.equipment import Equipment
from fumibako.processes.filterd.mail import Mail
from fumibako.processes.filterd.policies import NoPolicy
from fumibako.processes.filterd.verdict import Pass, Replace, Verdict

NAME = "X-Fumibako-From"
# The whole field with its folded lines; a blank may stand before the colon (RFC 5322 section 4.5, obs).
_FROM = re.compile(rb"^From([ \t]*):((?:[^\r\n]|\r(?!\n)|\r?\n[ \t])*)", re.I | re.M)
_CONTROL = re.compile(rb"[\0-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)")
_ADDRESS = re.compile(r"[^\s<>()@,;:\"]@([A-Za-z0-9.-]+)")


async def author(mail: Mail, policy: FilterPolicy, equipment: Equipment) -> Verdict:
    fields = _FROM.findall(mail.header)
    if len(fields) > 1 or any(blank or _CONTROL.search(value) for blank, value in fields):
        return Replace(mail.with_front(f"{NAME}: ambiguous"))
    sending = mail.envelope.sender.rpartition("@")[2].lower()
    # Forwarded by one of ours: the sender is an SRS address of the box, which nobody from outside may use.
    if sending == equipment.config.hostname:
        return Pass()
    for _, value in fields:
        # Every address in it counts, also one in a name or a comment: people read those.
        named = {domain.lower().rstrip(".") for domain in _ADDRESS.findall(readable(value))}
        if any(domain != sending and _is_ours(domain, equipment) for domain in named):
            return Replace(mail.with_front(f"{NAME}: unproven"))
    return Pass()


def _is_ours(domain: str, equipment: Equipment) -> bool:
    try:
        equipment.policies.of(domain)
    except NoPolicy:
        return False
    return True

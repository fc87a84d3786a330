"""Refuses mail that was queued before its domain was suspended or locked (B8). Postfix does the same at RCPT. The
domain's own notices pass a lock: one of them tells the administrator of it."""

from fumibako.machine.formats.filter_policy import FilterPolicy
from fumibako.processes.filterd.context import Context
from fumibako.processes.filterd.message import Direction, Message
from fumibako.processes.filterd.onward import Reply
from fumibako.processes.filterd.verdict import Pass, Refuse, Verdict


async def closed_domain(message: Message, policy: FilterPolicy, context: Context) -> Verdict:
    if policy.is_suspended:
        return Refuse(Reply(550, "5.2.1 This domain is suspended"))
    is_notice = message.envelope.sender == f"noreply@{policy.domain}"  # nobody can log in as this address
    if policy.is_locked and message.envelope.direction is Direction.INCOMING and not is_notice:
        return Refuse(Reply(552, "5.2.2 This domain is over its quota"))
    return Pass()

"""Refuses mail that was queued before its domain was suspended or locked (B8). Postfix does the same at RCPT."""

from fumibako.machine.formats.filter_policy import FilterPolicy
from fumibako.processes.filterd.context import Context
from fumibako.processes.filterd.message import Direction, Message
from fumibako.processes.filterd.onward import Reply
from fumibako.processes.filterd.verdict import Pass, Refuse, Verdict


async def closed_domain(message: Message, policy: FilterPolicy, context: Context) -> Verdict:
    if policy.is_suspended:
        return Refuse(Reply(550, "5.2.1 This domain is suspended"))
    if policy.is_locked and message.envelope.direction is Direction.INCOMING:
        return Refuse(Reply(552, "5.2.2 This domain is over its quota"))
    return Pass()

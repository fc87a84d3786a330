"""Mail that was queued before its domain was suspended or locked (B8). At RCPT Postfix says the same."""

from fumibako.machine.formats.filter_policy import FilterPolicy
from fumibako.processes.filterd.equipment import Equipment
from fumibako.processes.filterd.mail import Direction, Mail
from fumibako.processes.filterd.onward import Reply
from fumibako.processes.filterd.verdict import Pass, Refuse, Verdict


async def closed_domain(mail: Mail, policy: FilterPolicy, equipment: Equipment) -> Verdict:
    if policy.is_suspended:
        return Refuse(Reply(550, "5.2.1 This domain is suspended"))
    if policy.is_locked and mail.envelope.direction is Direction.INCOMING:
        return Refuse(Reply(552, "5.2.2 This domain is over its quota"))
    return Pass()

"""Our stamp: never believed from outside, put on by us at the end."""

import re

from fumibako.machine.formats.filter_policy import FilterPolicy
from fumibako.processes.filterd import stamp
from fumibako.processes.filterd.equipment import Equipment
from fumibako.processes.filterd.mail import Mail
from fumibako.processes.filterd.verdict import Replace, Verdict

# Whole fields with their folded lines; a blank may stand before the colon (RFC 5322 section 4.5, obs).
_FOREIGN = re.compile(
    rb"^(?:X-Fumibako-[!-9;-~]*|X-Spam-[!-9;-~]*|X-Virus-[!-9;-~]*)[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*(?:\n|\Z)",
    re.I | re.M,
)


async def strip_foreign_stamps(mail: Mail, policy: FilterPolicy, equipment: Equipment) -> Verdict:
    """Whoever wrote them, it was not this filter: nobody behind us may take them for ours."""
    return Replace(mail.without(_FOREIGN))


async def put_stamp(mail: Mail, policy: FilterPolicy, equipment: Equipment) -> Verdict:
    return Replace(mail.with_front(stamp.write(equipment.secret, mail.envelope.queue_id, mail.outcome)))

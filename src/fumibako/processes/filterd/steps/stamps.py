"""The scan stamp: foreign ones are stripped, our own is added at the end."""

import re

from fumibako.machine.formats.filter_policy import FilterPolicy
from fumibako.processes.filterd import stamp
from fumibako.processes.filterd.context import Context
from fumibako.processes.filterd.message import Message
from fumibako.processes.filterd.verdict import Replace, Verdict

# Whole fields with their folded lines; blanks may precede the colon (RFC 5322 section 4.5, obs).
_FOREIGN = re.compile(
    rb"^(?:X-Fumibako-[!-9;-~]*|X-Spam-[!-9;-~]*|X-Virus-[!-9;-~]*)[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*(?:\n|\Z)",
    re.I | re.M,
)


async def strip_foreign_stamps(message: Message, policy: FilterPolicy, context: Context) -> Verdict:
    """This filter did not write them, so nothing behind us may trust them."""
    return Replace(message.without_fields(_FOREIGN))


async def put_stamp(message: Message, policy: FilterPolicy, context: Context) -> Verdict:
    return Replace(message.prepend(stamp.write(context.secret, message.envelope.queue_id, message.outcome)))

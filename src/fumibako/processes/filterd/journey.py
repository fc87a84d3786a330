"""What happens to a mail, in order. A step is added by adding its name to a tuple."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace

from fumibako.machine.formats.filter_policy import FilterPolicy
from fumibako.processes.filterd import stamp
from fumibako.processes.filterd.equipment import Equipment
from fumibako.processes.filterd.mail import Direction, Mail
from fumibako.processes.filterd.onward import Reply, later
from fumibako.processes.filterd.onward.nexthop import NextHop, within
from fumibako.processes.filterd.steps import Step
from fumibako.processes.filterd.steps.closed_domain import closed_domain
from fumibako.processes.filterd.steps.spam import spam
from fumibako.processes.filterd.steps.stamps import put_stamp, strip_foreign_stamps
from fumibako.processes.filterd.steps.virus_basic import virus_basic
from fumibako.processes.filterd.verdict import Drop, Pass, Refuse, Replace, TryLater

log = logging.getLogger(__name__)

INCOMING: tuple[Step, ...] = (strip_foreign_stamps, closed_domain, virus_basic, spam, put_stamp)
OUTGOING: tuple[Step, ...] = (strip_foreign_stamps, closed_domain, virus_basic, put_stamp)

# All of a mail's way through here, below Postfix's lmtp_data_done_timeout of 600 s (SECURITY section 3).
WHOLE_SECONDS = 300

Groups = Mapping[FilterPolicy, tuple[str, ...]]


async def travel(mail: Mail, groups: Groups, equipment: Equipment) -> dict[str, Reply]:
    """Take the mail through its steps once for each policy; return one reply per recipient."""
    ways = [
        _guarded(replace(mail, envelope=replace(mail.envelope, recipients=recipients)), policy, equipment)
        for policy, recipients in groups.items()
    ]
    replies: dict[str, Reply] = {}
    for some in await asyncio.gather(*ways):
        replies |= some
    return replies


async def _guarded(mail: Mail, policy: FilterPolicy, equipment: Equipment) -> dict[str, Reply]:
    """The last line: whatever goes wrong in here, the mail stays in the queue."""
    try:
        async with asyncio.timeout(WHOLE_SECONDS):
            return await _one_way(mail, policy, equipment)
    except TimeoutError:
        log.error("%s: no end after %d s", mail.envelope.queue_id, WHOLE_SECONDS)
    except Exception:
        log.exception("%s: the filter failed", mail.envelope.queue_id)
    return _all(mail, later("The content filter failed, try later"))


async def _one_way(mail: Mail, policy: FilterPolicy, equipment: Equipment) -> dict[str, Reply]:
    is_incoming = mail.envelope.direction is Direction.INCOMING
    hop: NextHop = equipment.dovecot if is_incoming else equipment.reinjection
    original = mail
    for step in INCOMING if is_incoming else OUTGOING:
        match await step(mail, policy, equipment):
            case Pass():
                continue
            case Replace(changed):
                mail = changed
            case Refuse(reply):
                return _all(original, reply)
            case TryLater(reason):
                log.warning("%s: waits: %s", mail.envelope.queue_id, reason)
                return _all(original, later("The scanner is not available, try later"))
            case Drop(reason, notice):
                return await _dropped(original, reason, notice, hop, equipment)
    replies = await within(WHOLE_SECONDS, hop, mail)
    envelope = mail.envelope
    log.info("%s: %s %s: %s", envelope.queue_id, envelope.direction, mail.outcome, _summary(replies))
    return replies


async def _dropped(
    mail: Mail, reason: str, notice: Mail | None, hop: NextHop, equipment: Equipment
) -> dict[str, Reply]:
    """Postfix may bring the recipients of one mail in several turns: the warning goes out once."""
    async with equipment.warned.turn(mail.envelope.queue_id) as is_first:
        if notice is not None and is_first:
            line = stamp.write(equipment.secret, mail.envelope.queue_id, notice.outcome)
            (reply,) = (await within(WHOLE_SECONDS, hop, notice.with_front(line))).values()
            if not reply.is_accepted:
                return _all(mail, later("The warning was not taken, try later"))
            equipment.warned.remember(mail.envelope.queue_id)
    log.info("%s: dropped: %s", mail.envelope.queue_id, reason)
    return _all(mail, Reply(250, "2.0.0 Dropped, the sender was warned"))


def _all(mail: Mail, reply: Reply) -> dict[str, Reply]:
    return dict.fromkeys(mail.envelope.recipients, reply)


def _summary(replies: Mapping[str, Reply]) -> str:
    return ", ".join(f"{number} x {code}" for code, number in _counted([r.code for r in replies.values()]))


def _counted(codes: Sequence[int]) -> list[tuple[int, int]]:
    return [(code, codes.count(code)) for code in sorted(set(codes))]

"""What happens to a mail, in order. A step is added by adding its name to a tuple."""

import asyncio
import contextlib
import logging
import traceback
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from fumibako.machine.formats.filter_policy import FilterPolicy
from fumibako.machine.provision.client import AgentDown, AgentRefused
from fumibako.processes.filterd import stamp
from fumibako.processes.filterd.equipment import Equipment
from fumibako.processes.filterd.mail import Direction, Envelope, Mail
from fumibako.processes.filterd.onward import Reply, later
from fumibako.processes.filterd.onward.nexthop import NextHop, Unanswered, within
from fumibako.processes.filterd.steps import Step
from fumibako.processes.filterd.steps.author import author, own_author
from fumibako.processes.filterd.steps.closed_domain import closed_domain
from fumibako.processes.filterd.steps.spam import spam
from fumibako.processes.filterd.steps.stamps import put_stamp, strip_foreign_stamps
from fumibako.processes.filterd.steps.virus_basic import virus_basic
from fumibako.processes.filterd.tries import CameAgain, NotNow, Turn
from fumibako.processes.filterd.verdict import Drop, Pass, Refuse, Replace, TryLater, Verdict

log = logging.getLogger(__name__)

INCOMING: tuple[Step, ...] = (strip_foreign_stamps, closed_domain, author, virus_basic, spam, put_stamp)
OUTGOING: tuple[Step, ...] = (strip_foreign_stamps, closed_domain, virus_basic, own_author, put_stamp)

# The steps and then the next hop, each: together below Postfix's lmtp_data_done_timeout of 900 s.
STEPS_SECONDS = 300
HOP_SECONDS = 300

Groups = Mapping[FilterPolicy, tuple[str, ...]]


@contextlib.asynccontextmanager
async def travel(
    envelope: Envelope, arrive: Callable[[Envelope], Mail], groups: Groups, equipment: Equipment
) -> AsyncIterator[dict[str, Reply]]:
    """Take the mail through its steps once for each policy; the replies, one per recipient, are said inside."""
    async with contextlib.AsyncExitStack() as held:
        try:
            turn = await held.enter_async_context(equipment.tries.turn(envelope.queue_id, envelope.recipients))
        except (NotNow, OSError) as error:
            if isinstance(error, CameAgain):
                equipment.doubts.add(envelope.queue_id)
            log.warning("%s: waits: %s", envelope.queue_id, error)
            yield dict.fromkeys(envelope.recipients, later("Not tried now, try later"))
            return
        ways = [
            _guarded(replace(envelope, recipients=recipients), arrive, policy, equipment, turn)
            for policy, recipients in groups.items()
        ]
        replies: dict[str, Reply] = {}
        for some in await asyncio.gather(*ways):
            replies |= some
        yield replies


async def _guarded(
    envelope: Envelope, arrive: Callable[[Envelope], Mail], policy: FilterPolicy, equipment: Equipment, turn: Turn
) -> dict[str, Reply]:
    """The last line: whatever goes wrong in here, the mail stays in the queue, and the try counts against it."""
    try:
        mail = arrive(envelope)
        async with asyncio.timeout(STEPS_SECONDS):
            mail, verdict = await _judged(mail, policy, equipment)
        return await _carried_out(mail, verdict, equipment, turn)
    except TimeoutError:
        turn.failed(f"no verdict within {STEPS_SECONDS} s")
        log.error("%s: no verdict within %d s", envelope.queue_id, STEPS_SECONDS)
    except (Unanswered, AgentDown, AgentRefused) as error:
        log.warning("%s: waits: %s", envelope.queue_id, error)
        return dict.fromkeys(envelope.recipients, later("The next hop did not answer, try later"))
    except Exception as error:
        turn.failed(_where(error))
        log.exception("%s: the filter failed", envelope.queue_id)
    return dict.fromkeys(envelope.recipients, later("The content filter failed, try later"))


async def _judged(mail: Mail, policy: FilterPolicy, equipment: Equipment) -> tuple[Mail, Verdict]:
    """The mail as the steps left it, and what is to be done with it; Pass: it goes on."""
    for step in INCOMING if mail.envelope.direction is Direction.INCOMING else OUTGOING:
        match await step(mail, policy, equipment):
            case Pass():
                continue
            case Replace(changed):
                mail = changed
            case verdict:
                return mail, verdict
    return mail, Pass()


async def _carried_out(mail: Mail, verdict: Verdict, equipment: Equipment, turn: Turn) -> dict[str, Reply]:
    envelope = mail.envelope
    hop: NextHop = equipment.dovecot if envelope.direction is Direction.INCOMING else equipment.reinjection
    match verdict:
        case Refuse(reply):
            return _all(mail, reply)
        case TryLater(reason):
            log.warning("%s: waits: %s", envelope.queue_id, reason)
            return _all(mail, later("The scanner is not available, try later"))
        case Drop(reason, notice):
            return await _dropped(mail, reason, notice, hop, equipment)
    if envelope.direction is Direction.INCOMING:
        replies = await _delivered(mail, hop, equipment, turn)
    else:
        replies = await within(HOP_SECONDS, hop, mail)
    log.info("%s: %s %s: %s", envelope.queue_id, envelope.direction, mail.outcome, _summary(replies))
    return replies


async def _delivered(mail: Mail, hop: NextHop, equipment: Equipment, turn: Turn) -> dict[str, Reply]:
    """Into the mailboxes, once: where an earlier try may have come so far, those that have the mail are left out."""
    queue_id, recipients = mail.envelope.queue_id, mail.envelope.recipients
    holders: frozenset[str] = frozenset()
    if turn.was_cut_off or queue_id in equipment.doubts:
        holders = await equipment.doubts.holders(queue_id, recipients)
    replies = dict.fromkeys(holders, Reply(250, "2.0.0 Delivered before"))
    if others := tuple(recipient for recipient in recipients if recipient not in holders):
        with equipment.doubts.unless_answered(queue_id):
            replies |= await within(HOP_SECONDS, hop, replace(mail, envelope=replace(mail.envelope, recipients=others)))
    return replies


async def _dropped(
    mail: Mail, reason: str, notice: Mail | None, hop: NextHop, equipment: Equipment
) -> dict[str, Reply]:
    """Postfix may bring the recipients of one mail in several turns: the warning goes out once."""
    async with equipment.warned.turn(mail.envelope.queue_id) as is_first:
        if notice is not None and is_first:
            line = stamp.write(equipment.secret, mail.envelope.queue_id, notice.outcome)
            (reply,) = (await within(HOP_SECONDS, hop, notice.with_front(line))).values()
            if not reply.is_accepted:
                return _all(mail, later("The warning was not taken, try later"))
            equipment.warned.remember(mail.envelope.queue_id)
    log.info("%s: dropped: %s", mail.envelope.queue_id, reason)
    return _all(mail, Reply(250, "2.0.0 Dropped, the sender was warned"))


def _all(mail: Mail, reply: Reply) -> dict[str, Reply]:
    return dict.fromkeys(mail.envelope.recipients, reply)


def _where(error: Exception) -> str:
    """What and where, for people; never the error's words, which may quote the mail."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(place.filename).name}, line {place.lineno}"


def _summary(replies: Mapping[str, Reply]) -> str:
    return ", ".join(f"{number} x {code}" for code, number in _counted([r.code for r in replies.values()]))


def _counted(codes: Sequence[int]) -> list[tuple[int, int]]:
    return [(code, codes.count(code)) for code in sorted(set(codes))]

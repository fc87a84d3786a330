"""What happens to a message, in order. To add a step, add its name to a tuple."""

import asyncio
import contextlib
import logging
import traceback
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from fumibako.machine.formats.filter_facts import DROPPED, FilterFacts, write_facts
from fumibako.machine.formats.filter_policy import FilterPolicy
from fumibako.machine.provision.client import AgentDown, AgentRefused
from fumibako.processes.filterd import stamp
from fumibako.processes.filterd.context import Context
from fumibako.processes.filterd.ledger.retries import Attempt, NotNow, StillInProgress
from fumibako.processes.filterd.message import Direction, Envelope, Message
from fumibako.processes.filterd.onward import Reply, later
from fumibako.processes.filterd.onward.nexthop import NextHop, Unanswered, within
from fumibako.processes.filterd.steps import Step
from fumibako.processes.filterd.steps.archive import archive
from fumibako.processes.filterd.steps.authentication import authentication, signature
from fumibako.processes.filterd.steps.author import author, own_author
from fumibako.processes.filterd.steps.closed_domain import closed_domain
from fumibako.processes.filterd.steps.many_companies import many_companies
from fumibako.processes.filterd.steps.spam import spam
from fumibako.processes.filterd.steps.stamps import put_stamp, strip_foreign_stamps
from fumibako.processes.filterd.steps.virus_basic import virus_basic
from fumibako.processes.filterd.steps.virus_second import virus_second
from fumibako.processes.filterd.verdict import Drop, Pass, Refuse, Replace, TryLater, Verdict

log = logging.getLogger(__name__)

INCOMING: tuple[Step, ...] = (
    *(strip_foreign_stamps, closed_domain, authentication, author),
    *(virus_basic, virus_second, spam, put_stamp),
)
OUTGOING: tuple[Step, ...] = (
    *(strip_foreign_stamps, closed_domain, virus_basic, virus_second),
    *(own_author, many_companies, archive, put_stamp, signature),
)

# One limit for the steps, one for the next hop: together below Postfix's lmtp_data_done_timeout of 900 s.
STEPS_SECONDS = 300
HOP_SECONDS = 300

Groups = Mapping[FilterPolicy, tuple[str, ...]]


@contextlib.asynccontextmanager
async def travel(
    envelope: Envelope, receive: Callable[[Envelope], Message], groups: Groups, context: Context
) -> AsyncIterator[dict[str, Reply]]:
    """Take the message through its steps once per policy. Yields one reply per recipient; the caller sends them."""
    async with contextlib.AsyncExitStack() as stack:
        try:
            attempt = await stack.enter_async_context(context.retries.attempt(envelope.queue_id, envelope.recipients))
        except (NotNow, OSError) as error:
            if isinstance(error, StillInProgress):
                context.possible_duplicates.add(envelope.queue_id)
            log.warning("%s: waits: %s", envelope.queue_id, error)
            yield dict.fromkeys(envelope.recipients, later("Not tried now, try later"))
            return
        journeys = [
            _guarded(replace(envelope, recipients=recipients), receive, policy, context, attempt)
            for policy, recipients in groups.items()
        ]
        replies: dict[str, Reply] = {}
        for group_replies in await asyncio.gather(*journeys):
            replies |= group_replies
        yield replies


async def _guarded(
    envelope: Envelope, receive: Callable[[Envelope], Message], policy: FilterPolicy, context: Context, attempt: Attempt
) -> dict[str, Reply]:
    """The last line of defence: on any failure the message stays in the queue and the attempt counts as failed."""
    try:
        message = receive(envelope)
        async with asyncio.timeout(STEPS_SECONDS):
            message, verdict = await _run_steps(message, policy, context)
        return await _carry_out(message, verdict, context, attempt)
    except TimeoutError:
        attempt.failed(f"no verdict within {STEPS_SECONDS} s")
        log.error("%s: no verdict within %d s", envelope.queue_id, STEPS_SECONDS)
    except (Unanswered, AgentDown, AgentRefused) as error:
        log.warning("%s: waits: %s", envelope.queue_id, error)
        return dict.fromkeys(envelope.recipients, later("The next hop did not answer, try later"))
    except Exception as error:
        attempt.failed(_location(error))
        log.exception("%s: the filter failed", envelope.queue_id)
    return dict.fromkeys(envelope.recipients, later("The content filter failed, try later"))


async def _run_steps(message: Message, policy: FilterPolicy, context: Context) -> tuple[Message, Verdict]:
    """Return the message as the steps left it and the final verdict; Pass means: deliver it."""
    for step in INCOMING if message.envelope.direction is Direction.INCOMING else OUTGOING:
        match await step(message, policy, context):
            case Pass():
                continue
            case Replace(changed):
                message = changed
            case verdict:
                return message, verdict
    return message, Pass()


async def _carry_out(message: Message, verdict: Verdict, context: Context, attempt: Attempt) -> dict[str, Reply]:
    envelope = message.envelope
    hop: NextHop = context.dovecot if envelope.direction is Direction.INCOMING else context.reinjection
    match verdict:
        case Refuse(reply):
            return _all(message, reply)
        case TryLater(reason):
            log.warning("%s: waits: %s", envelope.queue_id, reason)
            return _all(message, later("The scanner is not available, try later"))
        case Drop(reason, notice):
            return await _drop(message, reason, notice, hop, context)
    if envelope.direction is Direction.INCOMING:
        replies = await _deliver(message, hop, context, attempt)
    else:
        replies = await within(HOP_SECONDS, hop, message)
    log.info("%s: %s %s: %s", envelope.queue_id, envelope.direction, message.outcome, _summary(replies))
    log.info("%s", write_facts(envelope.queue_id, _facts(message)))
    return replies


async def _deliver(message: Message, hop: NextHop, context: Context, attempt: Attempt) -> dict[str, Reply]:
    """Deliver into each mailbox once: if an earlier attempt may have delivered, skip the mailboxes that have it."""
    queue_id, recipients = message.envelope.queue_id, message.envelope.recipients
    delivered: frozenset[str] = frozenset()
    if attempt.was_cut_off or queue_id in context.possible_duplicates:
        delivered = await context.possible_duplicates.recipients_with_copy(queue_id, recipients)
    replies = dict.fromkeys(delivered, Reply(250, "2.0.0 Delivered before"))
    if remaining := tuple(recipient for recipient in recipients if recipient not in delivered):
        envelope = replace(message.envelope, recipients=remaining)
        with context.possible_duplicates.unless_answered(queue_id):
            replies |= await within(HOP_SECONDS, hop, replace(message, envelope=envelope))
    return replies


async def _drop(
    message: Message, reason: str, notice: Message | None, hop: NextHop, context: Context
) -> dict[str, Reply]:
    """Postfix may send the recipients of one message in several transactions: send the warning once."""
    queue_id = message.envelope.queue_id
    async with context.notified.exclusive(queue_id) as is_first:
        if notice is not None and is_first:
            line = stamp.write(context.secret, queue_id, notice.outcome)
            (reply,) = (await within(HOP_SECONDS, hop, notice.prepend(line))).values()
            if not reply.is_accepted:
                return _all(message, later("The warning was not taken, try later"))
            context.notified.record(queue_id)
    log.info("%s: dropped: %s", queue_id, reason)
    facts = FilterFacts(to=message.envelope.recipients, outcome=DROPPED, virus=reason)
    log.info("%s", write_facts(queue_id, facts))
    return _all(message, Reply(250, "2.0.0 Dropped, the sender was warned"))


def _facts(message: Message) -> FilterFacts:
    judged = message.judged
    return FilterFacts(
        to=message.envelope.recipients,
        outcome=message.outcome,
        virus=message.virus,
        spam=judged.mark if judged else "",
        score=round(judged.score, 1) if judged else None,
        threshold=judged.threshold if judged else None,
        engine=judged.engine if judged else "",
        is_seen=bool(judged and judged.is_seen),
        answers=message.answers if message.login else "",
    )


def _all(message: Message, reply: Reply) -> dict[str, Reply]:
    return dict.fromkeys(message.envelope.recipients, reply)


def _location(error: Exception) -> str:
    """The error's type and place, for people; never its text, which may quote the message."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(place.filename).name}, line {place.lineno}"


def _summary(replies: Mapping[str, Reply]) -> str:
    return ", ".join(f"{number} x {code}" for code, number in _counted([r.code for r in replies.values()]))


def _counted(codes: Sequence[int]) -> list[tuple[int, int]]:
    return [(code, codes.count(code)) for code in sorted(set(codes))]

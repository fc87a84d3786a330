"""Spam settings of the domain (B5): the score of SpamAssassin, or of the second engine for the accounts that have it
(B10), written into header fields. Sieve moves the message.

X-Fumibako-Spam: yes score=7.2         goes to the spam box
X-Fumibako-Spam: marked score=7.2      stays, its subject begins with [SPAM]
X-Fumibako-Spam: delivered score=7.2   stays as it is
X-Fumibako-Spam: no score=0.3          is below the threshold
"""

import re
from dataclasses import replace

from fumibako.machine.formats.filter_policy import FilterPolicy
from fumibako.machine.state import SpamTreatment
from fumibako.processes.filterd.context import Context
from fumibako.processes.filterd.engines import EngineDown
from fumibako.processes.filterd.message import Judged, Message
from fumibako.processes.filterd.verdict import Pass, Replace, TryLater, Verdict

NAME = "X-Fumibako-Spam"
_MARKS = {
    SpamTreatment.SPAM_BOX: "yes",
    SpamTreatment.MARK: "marked",
    SpamTreatment.DELIVER: "delivered",
}
_SUBJECT = re.compile(rb"^(Subject[ \t]*:)[ \t]*", re.I | re.M)


async def spam(message: Message, policy: FilterPolicy, context: Context) -> Verdict:
    if not policy.spam.is_on or message.is_notice or message.spam_check is None:
        return Pass()
    try:
        score = await message.spam_check.score(policy.domain, is_second=policy.is_second)
    except EngineDown as error:
        return TryLater(str(error))
    is_spam = score.points >= policy.spam.threshold
    mark = _MARKS[policy.spam.treatment] if is_spam else "no"
    tests = score.tests.replace(",", ",\r\n\t") or "none"
    engine = f"\r\n\tengine={score.engine}" if score.engine else ""
    judged = Judged(mark, score.points, policy.spam.threshold, score.engine, context.seen.has(message, policy.domain))
    checked = replace(message, judged=judged).prepend(
        f"{NAME}: {mark} score={score.points:.1f}",
        f"X-Spam-Status: {'Yes' if is_spam else 'No'}, score={score.points:.1f}"
        f" required={policy.spam.threshold:.1f}\r\n\ttests={tests}{engine}",
    )
    return Replace(_marked(checked) if mark == "marked" else checked)


def _marked(message: Message) -> Message:
    if not _SUBJECT.search(message.header):
        return message.prepend("Subject: [SPAM]")
    return replace(message, header=_SUBJECT.sub(rb"\1 [SPAM] ", message.header, count=1))

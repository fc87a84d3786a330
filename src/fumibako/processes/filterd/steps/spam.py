"""Spam settings of the domain (B5): a score by SpamAssassin, told in headers. Sieve moves the mail.

X-Fumibako-Spam: yes score=7.2         goes to the spam box
X-Fumibako-Spam: marked score=7.2      stays, its subject begins with [SPAM]
X-Fumibako-Spam: delivered score=7.2   stays as it is
X-Fumibako-Spam: no score=0.3          is below the threshold
"""

import re
from dataclasses import replace

from fumibako.machine.formats.filter_policy import FilterPolicy
from fumibako.machine.state import SpamTreatment
from fumibako.processes.filterd.engines import EngineDown
from fumibako.processes.filterd.equipment import Equipment
from fumibako.processes.filterd.mail import Mail
from fumibako.processes.filterd.verdict import Pass, Replace, TryLater, Verdict

NAME = "X-Fumibako-Spam"
_WORDS = {
    SpamTreatment.SPAM_BOX: "yes",
    SpamTreatment.MARK: "marked",
    SpamTreatment.DELIVER: "delivered",
}
_SUBJECT = re.compile(rb"^(Subject[ \t]*:)[ \t]*", re.I | re.M)


async def spam(mail: Mail, policy: FilterPolicy, equipment: Equipment) -> Verdict:
    if not policy.spam.is_on or mail.is_notice or mail.opinion is None:
        return Pass()
    try:
        score = await mail.opinion.score()
    except EngineDown as error:
        return TryLater(str(error))
    if score is None:
        return Replace(mail.with_front(f"{NAME}: no too large to be judged"))
    is_spam = score.points >= policy.spam.threshold
    word = _WORDS[policy.spam.treatment] if is_spam else "no"
    tests = score.tests.replace(",", ",\r\n\t") or "none"
    judged = mail.with_front(
        f"{NAME}: {word} score={score.points:.1f}",
        f"X-Spam-Status: {'Yes' if is_spam else 'No'}, score={score.points:.1f}"
        f" required={policy.spam.threshold:.1f}\r\n\ttests={tests}",
    )
    return Replace(_marked(judged) if word == "marked" else judged)


def _marked(mail: Mail) -> Mail:
    if not _SUBJECT.search(mail.header):
        return mail.with_front("Subject: [SPAM]")
    return replace(mail, header=_SUBJECT.sub(rb"\1 [SPAM] ", mail.header, count=1))

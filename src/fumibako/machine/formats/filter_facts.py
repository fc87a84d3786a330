"""What filterd writes into its log of each message and policy: for whom, and what the checks found. The delivery log
(B13) reads it.

    4jbpkM40Y7zJ9JR: facts {"to": ["suzuki@sample.example"], "outcome": "clean", "spam": "yes", "score": 7.2, …}
"""

import json
import re
from dataclasses import asdict, dataclass

from fumibako.machine.formats.queue_ids import BadQueueId, parse_queue_id

DROPPED = "dropped"
REMOVED = "removed"
_LINE = re.compile(r"([0-9A-Za-z]{10,40}): facts (\{.*\})")


@dataclass(frozen=True, kw_only=True)
class FilterFacts:
    """outcome: of the virus check, or DROPPED. virus: its name, or what kept the message from being scanned.
    spam: the mark of X-Fumibako-Spam; "" and no score if spam was not looked for.
    engine: that judged; "" for SpamAssassin. is_seen: a copy of it came a moment ago. answers: the Message-ID, without
    its brackets, of the mail that one of our people answers with it, "" for none."""

    to: tuple[str, ...]
    outcome: str
    virus: str = ""
    spam: str = ""
    score: float | None = None
    threshold: float | None = None
    engine: str = ""
    is_seen: bool = False
    answers: str = ""


def write_facts(queue_id: str, facts: FilterFacts) -> str:
    """One line of ASCII, whatever the values hold."""
    return f"{queue_id}: facts {json.dumps(asdict(facts), ensure_ascii=True)}"


def read_facts(line: str) -> tuple[str, FilterFacts] | None:
    """The queue id and the facts; None if the line is about something else."""
    if not (match := _LINE.fullmatch(line)):
        return None
    try:
        raw = json.loads(match[2])
        return parse_queue_id(match[1]), FilterFacts(**{**raw, "to": tuple(raw["to"])})
    except (BadQueueId, ValueError, TypeError, KeyError):
        return None

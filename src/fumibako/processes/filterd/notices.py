"""The notices sent in place of an infected message (`machine/notices` has their texts)."""

from collections.abc import Sequence
from email.utils import localtime, parsedate_to_datetime
from pathlib import Path

from fumibako.machine.notices import composing
from fumibako.machine.notices.notice import Notice
from fumibako.machine.notices.wording import moment_in_japanese, written
from fumibako.machine.state import NoticeText
from fumibako.processes.filterd.content import Content
from fumibako.processes.filterd.message import Envelope, Message

REASONS = Path(__file__).parent / "reasons"


def reason(name: str, language: str) -> str:
    """Explain why a message could not be scanned; name: clamd's or our own name of the reason."""
    lines = (REASONS / f"{language}.txt").read_text("utf-8").splitlines()
    reasons = dict(line.split(": ", 1) for line in lines)
    return reasons.get("Encrypted" if "Encrypted" in name else name, reasons["other"])


def date_in_japanese(value: str) -> str:
    """A Date field as a Japanese office writes it, in the sender's time zone; unchanged if it is not a date."""
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, IndexError, TypeError):
        return value
    return moment_in_japanese(at) + (at.strftime(" (%z)") if at.tzinfo else "")


def compose(
    notice: Notice,
    wordings: Sequence[NoticeText],
    *,
    envelope: Envelope,
    sender: str,
    recipient: str,
    message_id: str,
    directory: Path,
    signature: str = "",
    text: str = "",
) -> Message:
    """Return the notice for the envelope. wordings: the domain's or the operator's own. signature: the provider's.
    `text`: what was written in the message, quoted below ours."""
    filled = written(notice, wordings=wordings)
    body = filled.body + signature
    if text:
        body = f"{body}\n{'=' * 60}\n{text}\n"
    filled = NoticeText(subject=filled.subject, body=body)
    octets = composing.compose(filled, sender=sender, recipient=recipient, message_id=message_id, at=localtime())
    return Message.received(envelope, Content.of(octets, directory))

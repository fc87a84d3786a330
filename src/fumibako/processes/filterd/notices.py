"""The notices sent in place of an infected message. Texts are files, one per language; a notice contains both.

A domain's or the operator's own wording replaces both. Placeholders in braces are substituted as plain text; nothing
in them is evaluated.
"""

import re
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, localtime, parsedate_to_datetime
from pathlib import Path

from fumibako.machine.state import NoticeText
from fumibako.processes.filterd.content import Content
from fumibako.processes.filterd.message import Envelope, Message

TEXTS = Path(__file__).parent / "texts"
LANGUAGES = ("ja", "en")
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_MAX_SUBJECT_CHARACTERS = 200


def built_in(key: str) -> NoticeText:
    """The product's own wording: Japanese, then English."""
    subjects, bodies = [], []
    for language in LANGUAGES:
        first, _, rest = (TEXTS / language / f"{key}.txt").read_text("utf-8").partition("\n")
        subjects.append(first)
        bodies.append(rest.strip("\n"))
    return NoticeText(subject=" / ".join(subjects), body=("\n\n" + "-" * 60 + "\n\n").join(bodies) + "\n")


def reason(name: str, language: str) -> str:
    """Explain why a message could not be scanned; name: clamd's or our own name of the reason."""
    lines = (TEXTS / language / "reasons.txt").read_text("utf-8").splitlines()
    reasons = dict(line.split(": ", 1) for line in lines)
    return reasons.get("Encrypted" if "Encrypted" in name else name, reasons["other"])


def date_in_japanese(value: str) -> str:
    """A Date field as a Japanese office writes it, in the sender's time zone; unchanged if it is not a date."""
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, IndexError, TypeError):
        return value
    zone = at.strftime(" (%z)") if at.tzinfo else ""
    return f"{at.year}年{at.month}月{at.day}日（{'月火水木金土日'[at.weekday()]}）{at:%H:%M}{zone}"


def compose(
    wording: NoticeText,
    values: Mapping[str, str],
    *,
    envelope: Envelope,
    sender: str,
    recipient: str,
    message_id: str,
    directory: Path,
    text: str = "",
) -> Message:
    """Return the notice for the envelope. `text`: the text of the original message, quoted below ours."""
    notice = EmailMessage(policy=SMTP)
    notice["Date"] = format_datetime(localtime())
    notice["From"] = sender
    notice["To"] = recipient
    notice["Subject"] = " ".join(_filled(wording.subject, values).split())[:_MAX_SUBJECT_CHARACTERS]
    notice["Message-ID"] = message_id
    # RFC 3834 section 5: auto-responders do not answer this.
    notice["Auto-Submitted"] = "auto-generated"
    body = _filled(wording.body, values)
    if text:
        body += "\n" + "=" * 60 + "\n" + text + "\n"
    notice.set_content(body, cte="base64")
    return Message.received(envelope, Content.of(bytes(notice), directory))


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)

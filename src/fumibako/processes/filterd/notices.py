"""The notices that take an infected mail's place. Texts are files, one per language, both in one mail.

A domain's or the operator's own wording stands for the whole of both. Placeholders in braces are replaced
as words, nothing in them is evaluated.
"""

import re
from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, localtime, parsedate_to_datetime
from pathlib import Path

from fumibako.machine.state import NoticeText
from fumibako.processes.filterd.content import Content
from fumibako.processes.filterd.mail import Envelope, Mail

TEXTS = Path(__file__).parent / "texts"
LANGUAGES = ("ja", "en")
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
# RFC 5322 section 2.1.1 counts 998; a UTF-8 body of that many characters may be longer, base64 hides it.
_SUBJECT_CHARACTERS = 200


def built_in(key: str) -> NoticeText:
    """The product's own wording: Japanese, then English."""
    subjects, bodies = [], []
    for language in LANGUAGES:
        first, _, rest = (TEXTS / language / f"{key}.txt").read_text("utf-8").partition("\n")
        subjects.append(first)
        bodies.append(rest.strip("\n"))
    return NoticeText(subject=" / ".join(subjects), body=("\n\n" + "-" * 60 + "\n\n").join(bodies) + "\n")


def reason(name: str, language: str) -> str:
    """Why a mail could not be scanned, in words; name: the scanner's or our own."""
    lines = (TEXTS / language / "reasons.txt").read_text("utf-8").splitlines()
    words = dict(line.split(": ", 1) for line in lines)
    return words.get("Encrypted" if "Encrypted" in name else name, words["other"])


def date_in_japanese(value: str) -> str:
    """A Date field as a Japanese office writes it, in the sender's own zone; as it is where it is no date."""
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
    room: Path,
    text: str = "",
) -> Mail:
    """Return the notice as a mail for the envelope. `text`: the original's own, put below ours."""
    message = EmailMessage(policy=SMTP)
    message["Date"] = format_datetime(localtime())
    message["From"] = sender
    message["To"] = recipient
    message["Subject"] = " ".join(_filled(wording.subject, values).split())[:_SUBJECT_CHARACTERS]
    message["Message-ID"] = message_id
    # RFC 3834 section 5: nobody's auto-reply answers this.
    message["Auto-Submitted"] = "auto-generated"
    body = _filled(wording.body, values)
    if text:
        body += "\n" + "=" * 60 + "\n" + text + "\n"
    message.set_content(body, cte="base64")
    return Mail.arrived(envelope, Content.of(bytes(message), room))


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)

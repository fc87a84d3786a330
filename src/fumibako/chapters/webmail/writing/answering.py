"""Replies and forwarded mails: to whom, with which subject, what is quoted (RFC 5322 section 3.6.4)."""

import re
from collections.abc import Iterable, Sequence
from email import message_from_bytes, policy
from email.message import Message

from django.utils.translation import gettext as _

from fumibako.chapters.webmail.letter import Letter, file_name, letter_of, people_of
from fumibako.chapters.webmail.recipients import shown
from fumibako.chapters.webmail.writing.draft import LONGEST_SUBJECT, Draft, Origin, ids_of, new_message_id
from fumibako.chapters.webmail.writing.formatted import MAX_HTML, as_html, clean, quotation
from fumibako.chapters.webmail.writing.html_text import text_of_html
from fumibako.groundwork.ui.templatetags.ui import whole
from fumibako.machine.formats.mime import File, Person

LONGEST_QUOTED = 300_000
_ANSWERED = re.compile(r"(?i)(?:\s*(?:re|aw|返信)\s*(?:\[\d+\]|\^\d+|\(\d+\))?\s*[:：])+\s*")
_FORWARDED = re.compile(r"(?i)(?:\s*(?:fwd?|wg|転送)\s*[:：])+\s*")


def reply(octets: bytes, origin: Origin, *, own: Sequence[str], to_all: bool) -> Draft:
    """own: the addresses of whoever answers, the first of them the one that sends."""
    message, letter = message_from_bytes(octets, policy=policy.compat32), letter_of(octets)
    to, cc = _recipients(message, own, to_all=to_all)
    html = _html(letter)
    return Draft(
        message_id=new_message_id(own[0]),
        to=shown(to),
        cc=shown(cc),
        subject=f"Re: {_ANSWERED.sub('', letter.subject, count=1)}"[:LONGEST_SUBJECT],
        text=f"\n\n{_said(message, letter)}\n{_quoted(_text(letter))}\n",
        html=quotation(_said(message, letter), html) if html else "",
        in_reply_to=_own_id(message),
        references=_references(message),
        origin=origin,
    )


def forward(octets: bytes, origin: Origin, *, address: str) -> Draft:
    """Its text below a heading. Its attachments are chosen in the form."""
    message, letter = message_from_bytes(octets, policy=policy.compat32), letter_of(octets)
    lines = [
        *("", "", _("---------- Forwarded mail ----------")),
        _("From: %(people)s") % {"people": shown(people_of(message, "From"))},
        _("Date: %(date)s") % {"date": _date(letter)},
        _("Subject: %(subject)s") % {"subject": letter.subject},
        _("To: %(people)s") % {"people": shown(people_of(message, "To"))},
        *([f"Cc: {letter.cc}"] if letter.cc else []),
    ]
    html = _html(letter)
    return Draft(
        message_id=new_message_id(address),
        subject=_forwarded_subject(letter),
        text="\n".join([*lines, "", _text(letter), ""]),
        html=f"{as_html(chr(10).join(lines))}<div><br></div>{html}" if html else "",
        references=_references(message),
        origin=origin,
    )


def forward_attached(octets: bytes, origin: Origin, *, address: str) -> Draft:
    return Draft(
        message_id=new_message_id(address), subject=_forwarded_subject(letter_of(octets)), text="", origin=origin
    )


def whole_mail(octets: bytes) -> File:
    """A mail as an attachment."""
    return File(file_name(octets), "message/rfc822", octets)


def _recipients(message: Message, own: Sequence[str], *, to_all: bool) -> tuple[list[Person], list[Person]]:
    mine = {address.lower() for address in own}
    senders = people_of(message, "From")
    to, cc = people_of(message, "To"), people_of(message, "Cc")
    if any(person.address.lower() in mine for person in senders):  # one's own mail goes to whom it went
        answered, others = to or senders, cc
    else:
        answered, others = people_of(message, "Reply-To") or senders, (*to, *cc)
    if not to_all:
        return _each_once(answered, set()), []
    first = _each_once(answered, mine) or _each_once(answered, set())
    return first, _each_once(others, mine | {person.address.lower() for person in first})


def _each_once(people: Iterable[Person], without: set[str]) -> list[Person]:
    found = {person.address.lower(): person for person in people}
    return [person for address, person in found.items() if address not in without]


def _own_id(message: Message) -> str:
    return next(iter(ids_of(str(message.get("Message-ID") or ""))), "")


def _references(message: Message) -> tuple[str, ...]:
    before = ids_of(str(message.get("References") or "")) or ids_of(str(message.get("In-Reply-To") or ""))[:1]
    return ids_of("".join((*before, _own_id(message))))


def _said(message: Message, letter: Letter) -> str:
    return _("%(date)s, %(people)s wrote:") % {
        "date": _date(letter),
        "people": shown(people_of(message, "From")) or letter.sender,
    }


def _date(letter: Letter) -> str:
    return whole(letter.at) if letter.at else letter.date


def _text(letter: Letter) -> str:
    text = (letter.text or text_of_html(letter.html))[:LONGEST_QUOTED]
    return re.sub(r"\r\n?", "\n", text).strip("\n")


def _html(letter: Letter) -> str:
    """Sanitised, with its own pictures; "" where there is none, or too much to be written on with."""
    html = clean(letter.html, letter.inline)
    html = html if len(html) <= MAX_HTML // 2 else clean(letter.html)
    return html if len(html) <= MAX_HTML // 2 else ""


def _quoted(text: str) -> str:
    return "\n".join(f">{line}" if line.startswith(">") else f"> {line}".rstrip() for line in text.split("\n"))


def _forwarded_subject(letter: Letter) -> str:
    return f"Fwd: {_FORWARDED.sub('', letter.subject, count=1)}"[:LONGEST_SUBJECT]

"""The demo's mails: texts in TOML, one file a mailbox, and how they become messages.

In a file, each [[mail]] has `from`, `subject` and `text`; days (before now) and time; folder (INBOX), flags, files,
score of the spam check, and `id` and `answers` where mails belong together.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Any

from django.utils import timezone

from fumibako.chapters.demo.filling.mails.enclosures import enclosure

HERE = Path(__file__).parent
ANYBODY = "anybody"
DRAWING_OCTETS = 11_300_000


@dataclass(frozen=True)
class Letter:
    """sender, to: as "name <address>". days: how long ago it came, at that time of the day; answers: a Message-ID."""

    message_id: str
    sender: str
    to: str
    subject: str
    text: str
    days: int = 1
    time: str = "10:00"
    folder: str = "INBOX"
    flags: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    html: str = ""
    score: float | None = None
    answers: str = ""

    def at(self, now: datetime) -> datetime:
        """Never after now."""
        day = timezone.localtime(now).date() - timedelta(days=self.days)
        moment = timezone.make_aware(datetime.combine(day, time.fromisoformat(self.time)))
        return min(moment, timezone.localtime(now) - timedelta(minutes=7))


def letters_of(address: str, name: str) -> Iterator[Letter]:
    """Those of its own file, or those that come to anybody."""
    local_part, _, domain = address.partition("@")
    own = HERE / f"{domain.partition('.')[0]}-{local_part}.toml"
    path = own if own.exists() else HERE / f"{ANYBODY}.toml"
    owner = f"{name} <{address}>" if name else address
    surname = (name.split()[-2:] or ["ご担当者"])[0] if name else "ご担当者"
    known = {"owner": owner, "surname": surname, "domain": domain}
    ids: dict[str, str] = {}
    for number, row in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["mail"], start=1):
        name = row.get("id", f"{number:02d}")
        letter = _letter(row, f"demo.{local_part}.{name}", ids.get(row.get("answers", ""), ""), known)
        ids[name] = letter.message_id
        yield letter


def _letter(row: dict[str, Any], name: str, answers: str, known: Mapping[str, str]) -> Letter:
    sender, to = (_filled(row.get(field, "{owner}"), known) for field in ("from", "to"))
    return Letter(
        message_id=f"<{name}@{parseaddr(sender)[1].partition('@')[2]}>",
        sender=sender,
        to=to,
        subject=_filled(row["subject"], known),
        text=_filled(row["text"], known),
        days=row.get("days", 1),
        time=row.get("time", "10:00"),
        folder=row.get("folder", "INBOX"),
        flags=tuple(row.get("flags", ("\\Seen",))),
        files=tuple(row.get("files", ())),
        html=row.get("html", ""),
        score=row.get("score"),
        answers=answers,
    )


def _filled(text: str, known: Mapping[str, str]) -> str:
    for name, value in known.items():
        text = text.replace("{" + name + "}", value)
    return text


def written(letter: Letter, now: datetime) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["Date"] = format_datetime(letter.at(now))
    mail["From"] = _address(letter.sender)
    mail["To"] = _address(letter.to)
    mail["Subject"] = letter.subject
    mail["Message-ID"] = letter.message_id
    if letter.answers:
        mail["In-Reply-To"] = mail["References"] = letter.answers
    if letter.score is not None:
        mail["X-Fumibako-Spam"] = f"yes score={letter.score}"
    mail.set_content(letter.text.strip() + "\n")
    if letter.html:
        mail.add_alternative(letter.html, subtype="html")
    for name in letter.files:
        kind, octets = enclosure(name)
        maintype, _, subtype = kind.partition("/")
        mail.add_attachment(octets, maintype=maintype, subtype=subtype, filename=name)
    return mail.as_bytes()


def drawing(address: str, now: datetime) -> tuple[Letter, bytes]:
    """A mail with a very large file."""
    letter = Letter(
        message_id=f"<demo.{address.partition('@')[0]}.drawing@tekko.example>",
        sender="東和鉄工 生産管理 <seisan@tekko.example>",
        to=address,
        subject="図面一式をお送りします",
        text="お世話になっております。東和鉄工の岩崎です。\n\n図面一式を添付いたします。ご確認をお願いいたします。",
        days=40,
        flags=("\\Seen",),
    )
    mail = EmailMessage(policy=SMTP)
    mail["Date"] = format_datetime(letter.at(now))
    mail["From"], mail["To"] = _address(letter.sender), _address(letter.to)
    mail["Subject"], mail["Message-ID"] = letter.subject, letter.message_id
    mail.set_content(letter.text + "\n")
    mail.add_attachment(bytes(DRAWING_OCTETS), maintype="application", subtype="octet-stream", filename="図面一式.dwg")
    return letter, mail.as_bytes()


def _address(text: str) -> Address:
    name, address = parseaddr(text)
    return Address(display_name=name, addr_spec=address)

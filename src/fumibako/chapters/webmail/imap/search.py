"""What mails are looked for, and as IMAP says it (RFC 3501 section 6.4.4). Text goes as a string or a literal,
whatever it holds: nothing typed becomes a command."""

from dataclasses import dataclass
from datetime import date, timedelta

from imapclient.imapclient import _quoted

from fumibako.machine.formats.charsets import one_line

HAS_ATTACHMENT = "$HasAttachment"
"""Dovecot's flag, set when a mail comes (mail_attachment_detection_options)."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Search:
    """Everything must be so; what is empty does not count.

    anywhere: in a header field or in the text; text: in the text. since, until: days on which it was received, both of
    them in. larger, smaller: in bytes.
    """

    anywhere: str = ""
    sender: str = ""
    recipient: str = ""
    subject: str = ""
    text: str = ""
    has_attachment: bool = False
    is_unread: bool = False
    is_flagged: bool = False
    since: date | None = None
    until: date | None = None
    larger: int | None = None
    smaller: int | None = None

    def __bool__(self) -> bool:
        return self != EVERYTHING

    def keys(self) -> list[bytes]:
        """SEARCH's arguments, in UTF-8. Words beside each other must all be there."""
        found = self.other_keys()
        for key, typed in (("TEXT", self.anywhere), ("FROM", self.sender), ("SUBJECT", self.subject)):
            found += _texts(key, typed)
        found += _texts("BODY", self.text)
        for word in words(self.recipient):
            found += [b"OR", b"TO", string_of(word), b"CC", string_of(word)]
        return found

    def other_keys(self) -> list[bytes]:
        """Those that ask for no words."""
        found = [b"ALL"]
        found += [b"KEYWORD", HAS_ATTACHMENT.encode()] if self.has_attachment else []
        found += [b"UNSEEN"] if self.is_unread else []
        found += [b"FLAGGED"] if self.is_flagged else []
        found += [b"SINCE", _day(self.since)] if self.since else []
        found += [b"BEFORE", _day(self.until + timedelta(days=1))] if self.until else []
        found += [b"LARGER", b"%d" % (self.larger - 1)] if self.larger else []
        found += [b"SMALLER", b"%d" % (self.smaller + 1)] if self.smaller is not None else []
        return found


EVERYTHING = Search()


def _texts(key: str, typed: str) -> list[bytes]:
    return [part for word in words(typed) for part in (key.encode(), string_of(word))]


def words(typed: str) -> list[str]:
    """A wide space parts them, too."""
    return one_line(typed).split()


def string_of(text: str) -> bytes:
    """Quoted; IMAPClient makes a literal of what is not ASCII."""
    octets = text.encode("utf-8", "replace")
    made: bytes = _quoted(b'"' + octets.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"')
    made.original = octets  # type: ignore[attr-defined] # IMAPClient's
    return made


def _day(day: date) -> bytes:
    """In English whatever the locale."""
    return f"{day.day}-{_MONTHS[day.month - 1]}-{day.year:04d}".encode()

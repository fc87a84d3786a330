"""A mail as it came → what rules look at, as Dovecot hands it to Sieve. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.utils import getaddresses

from fumibako.machine.formats.charsets import words

_MAX_HEADER = 512 << 10
_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:(.*)", re.S)
_STAMPS = re.compile(rb"^X-Fumibako-(?:Spam|Allowed|Unfiltered):[^\n]*\n(?:[ \t][^\n]*\n)*", re.I | re.M)
_SUBJECT = re.compile(rb"^(Subject[ \t]*:)[ \t]*", re.I | re.M)
_MARKED = re.compile(rb"^X-Fumibako-Spam: marked ", re.I | re.M)
_ADDRESSED = ("to", "cc", "bcc", "resent-to", "resent-cc", "resent-bcc")


@dataclass(frozen=True, kw_only=True)
class WholeMail:
    """fields: decoded values by name in small letters. envelope_sender: of Return-Path, or of From where there is none;
    "" for a bounce. addressed: whom its header says that it is for."""

    senders: Sequence[str]
    recipients: Sequence[str]
    fields: Mapping[str, Sequence[str]]
    envelope_sender: str
    addressed: frozenset[str]


def as_it_came(content: bytes) -> bytes:
    """The mail with LF line ends, without the mbox line and what this box wrote into it at an earlier delivery."""
    content = re.sub(rb"\AFrom [^\n]*\n", b"", content.replace(b"\r\n", b"\n").lstrip(b"\xef\xbb\xbf\n"))
    header, separator, body = content.partition(b"\n\n")
    header += b"\n"
    if _MARKED.search(header):
        header = re.sub(_SUBJECT.pattern + rb"\[SPAM\] ", rb"\1 ", header, count=1, flags=_SUBJECT.flags)
    return _STAMPS.sub(b"", header) + separator[1:] + body


def stamped(mail: bytes, mark: str, score: float) -> bytes:
    """As the mail is when its spam score has been noted. mark: "yes", "marked", "delivered" or "no"."""
    if mark == "marked":
        mail = (
            _SUBJECT.sub(rb"\1 [SPAM] ", mail, count=1)
            if _SUBJECT.search(_header(mail))
            else b"Subject: [SPAM]\n" + mail
        )
    return f"X-Fumibako-Spam: {mark} score={score:.1f}\n".encode() + mail


def has_header(mail: bytes) -> bool:
    names = {name for name, _ in _fields(mail)}
    return bool(names & {"from", "subject", "date", "message-id", "received"})


def read(mail: bytes) -> WholeMail:
    """mail: as `as_it_came` returns it."""
    raw: dict[str, list[bytes]] = {}
    for name, value in _fields(mail):
        raw.setdefault(name, []).append(value)
    senders = _addresses(raw, "from")
    return WholeMail(
        senders=senders,
        recipients=_addresses(raw, "to", "cc"),
        fields={name: [words(value) for value in values] for name, values in raw.items()},
        envelope_sender=_envelope_sender(raw, senders),
        addressed=frozenset(address.lower() for address in _addresses(raw, *_ADDRESSED)),
    )


def _header(mail: bytes) -> bytes:
    return mail[:_MAX_HEADER].partition(b"\n\n")[0]


def _fields(mail: bytes) -> Iterator[tuple[str, bytes]]:
    """Name in small letters, value on one line (RFC 5322 section 2.2.3)."""
    for line in re.sub(rb"\n(?=[ \t])", b"", _header(mail)).split(b"\n"):
        if found := _FIELD.fullmatch(line):
            yield found[1].decode("ascii").lower(), found[2]


def _addresses(raw: Mapping[str, Sequence[bytes]], *names: str) -> Sequence[str]:
    texts = [value.decode("utf-8", "replace") for name in names for value in raw.get(name, ())]
    return tuple(address for _, address in getaddresses(texts) if "@" in address)


def _envelope_sender(raw: Mapping[str, Sequence[bytes]], senders: Sequence[str]) -> str:
    if "return-path" not in raw:
        return senders[0] if senders else ""
    return next(iter(_addresses(raw, "return-path")), "")

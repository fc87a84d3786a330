"""Strict MIME: whether every reader interprets a message in the same way (SECURITY case 88).

A narrow grammar: what nearly every mail program writes, and no more. clamd's own MIME parser is known to read such
messages as Dovecot, Outlook and Thunderbird do, so its verdict suffices. Other messages are not malicious, but must be
scanned in every interpretation (interpretations.py): the whole message if its structure is ambiguous, only the part
concerned if it is known where that part begins and ends.

One pass over the bytes, no tree. This runs in the filter itself, on what attackers write: every pattern is linear
(possessive, and never ambiguous).
"""

import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

# SECURITY section 3.
MAX_DEPTH = 20
MAX_PARTS = 1000
MAX_FIELD_BYTES = 8 << 10  # of the Content-* fields
# RFC 2046 section 5.1.5: few readers know the default type of a digest's parts.
_UNUSUAL = frozenset({(b"multipart", b"digest")})
_SIGNATURES = frozenset({(b"application", b"pgp-signature"), (b"application", b"pgp-encrypted")})
_MESSAGES = frozenset({b"rfc822", b"delivery-status", b"disposition-notification", b"feedback-report"})
_INLINE_MARKS = (b"begin ", b"begin-", b"=ybegin", b"(This file must be")
_ATTRIBUTE = rb"[!#$&+.^_`|~0-9A-Za-z*'%-]++=(?:\"[^\"\\\r\n\0]*+\"|[^\s\"\\;()<>@,:/\[\]?=\0]++)[ \t]*+"
_FIELD = re.compile(rb"([!-9;-~]++):([^\r\n\0]*+(?:\r\n[ \t][^\r\n\0]*+)*)\r\n")
_LONE_CR = re.compile(rb"\r(?!\n)")
_DASHES_AFTER_CR = re.compile(rb"\r[ \t]*+--")
_BLANK_LINE = re.compile(rb"\r\n[ \t]++(?:\r\n|\Z)")
_TYPE = re.compile(rb"[ \t]*+([A-Za-z0-9.+_-]++)/([A-Za-z0-9.+_-]++)[ \t]*+((?:;(?:\s*+" + _ATTRIBUTE + rb")?)*)")
# A type with malformed attributes. Whatever they are, it has no parts.
_LEAF_TYPE = re.compile(
    rb"[ \t]*+(?:text|application|image|audio|video|font|model)/[A-Za-z0-9.+_-]++[ \t]*+(?:;[^(]*+)?", re.I
)
# Also inside the value of another attribute; without an equals sign it is only a word.
_BOUNDARY = re.compile(rb"[;\s](boundary[^=;]*+)(=(\"[^\"]*+\"|[^\s;]++)?)?", re.I)
# clamd changes line ends and the last line of a body not in base64: harmless for a text, but a file becomes another.
_FILE = re.compile(rb"attachment|name", re.I)
_ENCODING = re.compile(rb"[ \t]*+(7bit|8bit|binary|base64|quoted-printable)[ \t]*+", re.I)
_BAD_QUOTING = re.compile(rb"=(?![0-9A-F]{2}|\r\n)")
_NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n"))


class Ambiguous(Exception):
    """Readers may interpret this differently; the text is for the log."""


@dataclass(frozen=True)
class Body:
    """Where a body begins and ends, and the encoding that its header states; "" if none or ambiguous."""

    start: int
    end: int
    encoding: bytes


@dataclass(frozen=True)
class Attachment:
    """A file in base64 that every reader finds at this place. depth: how many parts and messages it is in."""

    start: int
    end: int
    major: bytes
    depth: int


@dataclass(frozen=True)
class _ContentFields:
    """The Content-* fields of a header, each at most once; "" for an ambiguous type or encoding."""

    major: bytes
    minor: bytes
    boundary: bytes
    encoding: bytes
    names_file: bool
    states_encoding: bool


def ambiguous_bodies(message: bytes) -> list[Body]:
    """The bodies that readers may decode differently; none for a strictly written message.

    Raises Ambiguous if the structure itself is ambiguous.
    """
    return _checked(message).ambiguous


def attachments(message: bytes) -> list[Attachment]:
    """The files that every reader finds. Raises Ambiguous if the structure itself is ambiguous."""
    return _checked(message).attachments


def _checked(message: bytes) -> "_Checker":
    if b"\0" in message:
        raise Ambiguous("NUL")
    # A lone LF became CRLF on receipt (lmtp/wire.py). A reader that takes a lone CR for a line end sees other parts if
    # dashes follow it.
    if _DASHES_AFTER_CR.search(message):
        raise Ambiguous("dashes after a lone CR")
    checker = _Checker()
    checker.entity(message, 0, len(message), ())
    return checker


def decoded_bodies(message: bytes) -> list[bytes]:
    """What every reader decodes of it, files and texts; what is not in an encoding stands in the message. Raises
    Ambiguous where readers may decode differently."""
    checked = _checked(message)
    if checked.ambiguous:
        raise Ambiguous("a part")
    try:
        return [_DECODE[body.encoding](message[body.start : body.end]) for body in checked.encoded]
    except binascii.Error as error:
        raise Ambiguous(str(error)) from error


_DECODE: Mapping[bytes, Callable[[bytes], bytes]] = {
    b"base64": binascii.a2b_base64,
    b"quoted-printable": binascii.a2b_qp,
}


def ambiguity_of(message: bytes) -> str:
    """What readers may interpret differently; "" for a strictly written message."""
    try:
        return "a part" if ambiguous_bodies(message) else ""
    except Ambiguous as ambiguity:
        return str(ambiguity)


class _Checker:
    def __init__(self) -> None:
        self.ambiguous: list[Body] = []
        self.attachments: list[Attachment] = []
        self.encoded: list[Body] = []
        self._parts = 0
        self._messages = 0
        self._is_cut_off = False

    def entity(self, message: bytes, start: int, end: int, boundaries: tuple[bytes, ...]) -> None:
        """Check the entity (header and body) between two offsets. Raises Ambiguous."""
        self._parts += 1
        if self._parts > MAX_PARTS or len(boundaries) > MAX_DEPTH:
            raise Ambiguous("too many parts")
        body = start
        fields = b""
        if not message.startswith(b"\r\n", start, end):
            stop = message.find(b"\r\n\r\n", start, end)
            body = end if stop < 0 else stop + 2
            fields = message[start:body]
        stated = _content_fields(fields)
        major, minor, encoding = stated.major, stated.minor, stated.encoding
        body = min(body + 2, end)
        if (major, minor) in _UNUSUAL or (major == b"message" and minor not in _MESSAGES):
            raise Ambiguous(f"type {major.decode()}/{minor.decode()}")
        if major == b"multipart":
            self._multipart(message, body, end, stated.boundary, encoding, boundaries)
        elif (major, minor) == (b"message", b"rfc822"):
            self._message(message, body, end, encoding, boundaries)
        else:
            is_text = major in (b"text", b"message") or (major, minor) in _SIGNATURES
            is_certain = major and (encoding == b"base64" or (encoding and is_text and not stated.names_file))
            if self._is_cut_off or not is_certain or not _is_plain(message[body:end], encoding, is_text=is_text):
                self.ambiguous.append(Body(body, end, encoding if stated.states_encoding else b""))
            else:
                if encoding in _DECODE:
                    self.encoded.append(Body(body, end, encoding))
                if not is_text:
                    self.attachments.append(Attachment(body, end, major, len(boundaries) + self._messages))

    def _message(self, message: bytes, start: int, end: int, encoding: bytes, boundaries: tuple[bytes, ...]) -> None:
        """In plain base64 no line can be a boundary, so a reader that does not decode it sees no parts (RFC 2046
        section 5.2.1 forbids the encoding; some programs write it)."""
        if encoding == b"base64" and _is_plain(message[start:end], encoding, is_text=False):
            self.ambiguous.append(Body(start, end, encoding))
            return
        _refuse_encoded(encoding)
        self._messages += 1
        if self._messages > MAX_DEPTH:
            raise Ambiguous("messages in messages")
        self.entity(message, start, end, boundaries)
        self._messages -= 1

    def _multipart(
        self, message: bytes, start: int, end: int, boundary: bytes, encoding: bytes, outer: tuple[bytes, ...]
    ) -> None:
        _refuse_encoded(encoding)
        if not boundary or any(one.startswith(boundary) or boundary.startswith(one) for one in outer):
            raise Ambiguous("boundary")
        line = b"\r\n--" + boundary
        position = start - 2  # the line end before the first line belongs to its boundary
        at = message.find(line, position, end)
        _refuse_files(message[start : max(at, start)])
        while at >= 0:
            begin = at + len(line)
            if message.startswith(b"--", begin, end):
                if message[begin + 2 : begin + 4] not in (b"\r\n", b"") and begin + 2 != end:
                    raise Ambiguous("boundary line")
                if message.find(line, begin, end) >= 0:
                    raise Ambiguous("parts after the last")
                return _refuse_files(message[begin + 2 : end])
            if not message.startswith(b"\r\n", begin, end):
                raise Ambiguous("boundary line")
            at = message.find(line, begin, end)
            if at >= 0:
                self.entity(message, begin + 2, max(at, begin + 2), (*outer, boundary))
            elif not outer:
                # Every reader ends the last part at the end of the message; whether it is complete, nobody knows.
                self._is_cut_off = True
                return self.entity(message, min(begin + 2, end), end, (*outer, boundary))
        raise Ambiguous("no last boundary")


def _content_fields(fields: bytes) -> _ContentFields:
    """Raises Ambiguous."""
    position = 0
    known: dict[bytes, bytes] = {}
    while match := _FIELD.match(fields, position):
        position = match.end()
        name = match[1].lower()
        if name.startswith(b"content-"):
            if name in known:
                raise Ambiguous(f"two fields {name.decode('ascii', 'replace')}")
            if len(match[2]) > MAX_FIELD_BYTES:
                raise Ambiguous("long field")
            known[name] = match[2]
    if position != len(fields) or _BLANK_LINE.search(fields):
        raise Ambiguous("header lines")
    major, minor, boundary = b"text", b"plain", b""
    if (value := known.get(b"content-type")) is not None:
        if found := _TYPE.fullmatch(value):
            major, minor = found[1].lower(), found[2].lower()
            boundary = _boundary(found[3], is_wanted=major == b"multipart")
        elif _LEAF_TYPE.fullmatch(value) and b"boundary" not in value.lower():
            major = minor = b""
        else:
            raise Ambiguous("type")
    encoding = b"7bit"
    if (value := known.get(b"content-transfer-encoding")) is not None:
        written = _ENCODING.fullmatch(value)
        encoding = written[1].lower() if written else b""
    naming = known.get(b"content-disposition", b"") + known.get(b"content-type", b"")
    return _ContentFields(major, minor, boundary, encoding, bool(_FILE.search(naming)), value is not None)


def _boundary(attributes: bytes, *, is_wanted: bool) -> bytes:
    found = [match for match in _BOUNDARY.finditer(attributes) if match[2]]
    if not found and not is_wanted:
        return b""
    if not is_wanted or len(found) != 1 or found[0][1].lower() != b"boundary" or not found[0][3]:
        raise Ambiguous("boundary")
    value: bytes = found[0][3].strip(b'"')
    if not 1 <= len(value) <= 70 or value != value.strip():
        raise Ambiguous("boundary")
    return value


def _refuse_files(text: bytes) -> None:
    """Preamble and epilogue must contain nothing that a reader shows as a file."""
    if _has_file(text):
        raise Ambiguous("a file in the text")


def _refuse_encoded(encoding: bytes) -> None:
    if encoding not in (b"7bit", b"8bit", b"binary"):
        raise Ambiguous("parts in an encoding")


def _is_plain(body: bytes, encoding: bytes, *, is_text: bool) -> bool:
    """Whether every reader decodes the body to the same content."""
    if _LONE_CR.search(body):
        return False
    if encoding == b"base64":
        letters = body.rstrip(b"\r\n")
        if len(body.translate(None, _NOT_BASE64)) != len(body):
            return False
        if b"\r\n\r\n" in letters or b"=" in letters.rstrip(b"="):
            return False
        try:
            return not is_text or not _has_file(binascii.a2b_base64(letters))
        except binascii.Error:
            return False
    if encoding == b"quoted-printable":
        return not _BAD_QUOTING.search(body) and not _has_file(binascii.a2b_qp(body))
    return not _has_file(body)


def _has_file(text: bytes) -> bool:
    """Whether some readers find an inline file in it (uuencode, yEnc, BinHex)."""
    return any(text.startswith(mark) or b"\n" + mark in text for mark in _INLINE_MARKS)

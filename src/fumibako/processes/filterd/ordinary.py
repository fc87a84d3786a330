"""Whether a mail is written so that no two readers can differ about what is in it (SECURITY case 88).

A narrow grammar: what nearly every mail program writes, and no more. The virus scanner's own MIME parser is known to
read such mails as Dovecot, Outlook and Thunderbird do, and its word is enough. Everything else is not bad, but
must be read in every possible way (readings.py) before the scanner's word counts: all of it where the structure is
in doubt, only that part where it is known where the part begins and ends.

One pass over the bytes, no tree: the outermost boundary cuts the mail, then each piece is looked at. This runs in the
filter itself, on what attackers write: every pattern is linear (possessive, and nothing that can be read in two ways).
"""

import binascii
import re
from dataclasses import dataclass

# SECURITY section 3.
DEEPEST = 20
MOST_PARTS = 1000
LONGEST_FIELD = 8 << 10  # of those that say what a part is
# RFC 2046 section 5.1.5: what a digest's parts are by default, few readers know.
_UNUSUAL = frozenset({(b"multipart", b"digest")})
_SIGNATURES = frozenset({(b"application", b"pgp-signature"), (b"application", b"pgp-encrypted")})
_MESSAGES = frozenset({b"rfc822", b"delivery-status", b"disposition-notification", b"feedback-report"})
_INLINE_MARKS = (b"begin ", b"begin-", b"=ybegin", b"(This file must be")
_ATTRIBUTE = rb"[!#$&+.^_`|~0-9A-Za-z*'%-]++=(?:\"[^\"\\\r\n\0]*+\"|[^\s\"\\;()<>@,:/\[\]?=\0]++)[ \t]*+"
_FIELD = re.compile(rb"([!-9;-~]++):([^\r\n\0]*+(?:\r\n[ \t][^\r\n\0]*+)*)\r\n")
_LONE_CR = re.compile(rb"\r(?!\n)")
_DASHES_BEHIND_CR = re.compile(rb"\r[ \t]*+--")
_BLANK_LINE = re.compile(rb"\r\n[ \t]++(?:\r\n|\Z)")
_TYPE = re.compile(rb"[ \t]*+([A-Za-z0-9.+_-]++)/([A-Za-z0-9.+_-]++)[ \t]*+((?:;(?:\s*+" + _ATTRIBUTE + rb")?)*)")
# A type whose attributes are not written as they should be. Whatever they are, it has no parts.
_LEAF_TYPE = re.compile(
    rb"[ \t]*+(?:text|application|image|audio|video|font|model)/[A-Za-z0-9.+_-]++[ \t]*+(?:;[^(]*+)?", re.I
)
# Also where it stands inside the value of another attribute; without a sign it is only a word.
_BOUNDARY = re.compile(rb"[;\s](boundary[^=;]*+)(=(\"[^\"]*+\"|[^\s;]++)?)?", re.I)
# clamd changes line ends and the last line of what is not in base64: no harm in a text, another file in a file.
_FILE = re.compile(rb"attachment|name", re.I)
_ENCODING = re.compile(rb"[ \t]*+(7bit|8bit|binary|base64|quoted-printable)[ \t]*+", re.I)
_BAD_QUOTING = re.compile(rb"=(?![0-9A-F]{2}|\r\n)")
_NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n"))


class Odd(Exception):
    """Something that not every reader reads alike; the message is for the log."""


@dataclass(frozen=True)
class Body:
    """Where a body begins and ends, and the encoding that its header states; "" if none, or not beyond doubt."""

    start: int
    end: int
    encoding: bytes


@dataclass(frozen=True)
class _Said:
    """What a header states, each at most once; "" for a type or an encoding that can be read in several ways."""

    major: bytes
    minor: bytes
    boundary: bytes
    encoding: bytes
    names_file: bool
    states_encoding: bool


def doubtful_bodies(mail: bytes) -> list[Body]:
    """Where bodies begin and end that not every reader decodes alike; none for an ordinary mail.

    Raises Odd where the structure itself is in doubt.
    """
    if b"\0" in mail:
        raise Odd("NUL")
    # A lone LF was made a line end as it arrived (wire.py). Who takes a lone CR for one sees other parts where dashes
    # follow it.
    if _DASHES_BEHIND_CR.search(mail):
        raise Odd("dashes behind a lone CR")
    look = _Look()
    look.entity(mail, 0, len(mail), ())
    return look.doubtful


def oddity_of(mail: bytes) -> str:
    """What readers might differ about; "" for an ordinary mail."""
    try:
        return "a part" if doubtful_bodies(mail) else ""
    except Odd as odd:
        return str(odd)


class _Look:
    def __init__(self) -> None:
        self.doubtful: list[Body] = []
        self._parts = 0
        self._messages = 0
        self._is_cut_off = False

    def entity(self, mail: bytes, start: int, end: int, boundaries: tuple[bytes, ...]) -> None:
        """Header and body between two places of the mail. Raises Odd."""
        self._parts += 1
        if self._parts > MOST_PARTS or len(boundaries) > DEEPEST:
            raise Odd("too many parts")
        body = start
        fields = b""
        if not mail.startswith(b"\r\n", start, end):
            stop = mail.find(b"\r\n\r\n", start, end)
            body = end if stop < 0 else stop + 2
            fields = mail[start:body]
        said = _said(fields)
        major, minor, encoding = said.major, said.minor, said.encoding
        body = min(body + 2, end)
        if (major, minor) in _UNUSUAL or (major == b"message" and minor not in _MESSAGES):
            raise Odd(f"type {major.decode()}/{minor.decode()}")
        if major == b"multipart":
            self._multipart(mail, body, end, said.boundary, encoding, boundaries)
        elif (major, minor) == (b"message", b"rfc822"):
            self._message(mail, body, end, encoding, boundaries)
        else:
            is_text = major in (b"text", b"message") or (major, minor) in _SIGNATURES
            is_certain = major and (encoding == b"base64" or (encoding and is_text and not said.names_file))
            if self._is_cut_off or not is_certain or not _is_plain(mail[body:end], encoding, is_text=is_text):
                self.doubtful.append(Body(body, end, encoding if said.states_encoding else b""))

    def _message(self, mail: bytes, start: int, end: int, encoding: bytes, boundaries: tuple[bytes, ...]) -> None:
        """In plain base64 no line of it can be a boundary's: who does not decode it sees letters only (RFC 2046,
        section 5.2.1, forbids it; some programs write it)."""
        if encoding == b"base64" and _is_plain(mail[start:end], encoding, is_text=False):
            self.doubtful.append(Body(start, end, encoding))
            return
        _refuse_encoded(encoding)
        self._messages += 1
        if self._messages > DEEPEST:
            raise Odd("mails in mails")
        self.entity(mail, start, end, boundaries)
        self._messages -= 1

    def _multipart(
        self, mail: bytes, start: int, end: int, boundary: bytes, encoding: bytes, outer: tuple[bytes, ...]
    ) -> None:
        _refuse_encoded(encoding)
        if not boundary or any(one.startswith(boundary) or boundary.startswith(one) for one in outer):
            raise Odd("boundary")
        line = b"\r\n--" + boundary
        position = start - 2  # the line end before the first line counts as its beginning
        at = mail.find(line, position, end)
        _refuse_files(mail[start : max(at, start)])
        while at >= 0:
            begin = at + len(line)
            if mail.startswith(b"--", begin, end):
                if mail[begin + 2 : begin + 4] not in (b"\r\n", b"") and begin + 2 != end:
                    raise Odd("boundary line")
                if mail.find(line, begin, end) >= 0:
                    raise Odd("parts behind the last")
                return _refuse_files(mail[begin + 2 : end])
            if not mail.startswith(b"\r\n", begin, end):
                raise Odd("boundary line")
            at = mail.find(line, begin, end)
            if at >= 0:
                self.entity(mail, begin + 2, max(at, begin + 2), (*outer, boundary))
            elif not outer:
                # The end of the mail is everybody's end of its last part; whether all of that came, nobody knows.
                self._is_cut_off = True
                return self.entity(mail, min(begin + 2, end), end, (*outer, boundary))
        raise Odd("no last boundary")


def _said(fields: bytes) -> _Said:
    """Raises Odd."""
    position = 0
    known: dict[bytes, bytes] = {}
    while match := _FIELD.match(fields, position):
        position = match.end()
        name = match[1].lower()
        if name.startswith(b"content-"):
            if name in known:
                raise Odd(f"two fields {name.decode('ascii', 'replace')}")
            if len(match[2]) > LONGEST_FIELD:
                raise Odd("long field")
            known[name] = match[2]
    if position != len(fields) or _BLANK_LINE.search(fields):
        raise Odd("header lines")
    major, minor, boundary = b"text", b"plain", b""
    if (stated := known.get(b"content-type")) is not None:
        if found := _TYPE.fullmatch(stated):
            major, minor = found[1].lower(), found[2].lower()
            boundary = _boundary(found[3], is_wanted=major == b"multipart")
        elif _LEAF_TYPE.fullmatch(stated) and b"boundary" not in stated.lower():
            major = minor = b""
        else:
            raise Odd("type")
    encoding = b"7bit"
    if (stated := known.get(b"content-transfer-encoding")) is not None:
        written = _ENCODING.fullmatch(stated)
        encoding = written[1].lower() if written else b""
    told = known.get(b"content-disposition", b"") + known.get(b"content-type", b"")
    return _Said(major, minor, boundary, encoding, bool(_FILE.search(told)), stated is not None)


def _boundary(attributes: bytes, *, is_wanted: bool) -> bytes:
    found = [match for match in _BOUNDARY.finditer(attributes) if match[2]]
    if not found and not is_wanted:
        return b""
    if not is_wanted or len(found) != 1 or found[0][1].lower() != b"boundary" or not found[0][3]:
        raise Odd("boundary")
    value: bytes = found[0][3].strip(b'"')
    if not 1 <= len(value) <= 70 or value != value.strip():
        raise Odd("boundary")
    return value


def _refuse_files(text: bytes) -> None:
    """Before the first part and behind the last there is nothing that anybody shows as a file."""
    if _has_file(text):
        raise Odd("a file in the text")


def _refuse_encoded(encoding: bytes) -> None:
    if encoding not in (b"7bit", b"8bit", b"binary"):
        raise Odd("parts in an encoding")


def _is_plain(body: bytes, encoding: bytes, *, is_text: bool) -> bool:
    """Whether every reader decodes a body to the same."""
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
    """Whether some readers take something in it for a file (uuencode, yEnc, BinHex)."""
    return any(text.startswith(mark) or b"\n" + mark in text for mark in _INLINE_MARKS)

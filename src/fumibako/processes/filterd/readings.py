"""Everything that any reader could take out of a mail (SECURITY cases 85 and 88).

Where the structure is ambiguous, readers differ in three things: where a part begins, where it ends, and how it is
written. So nothing is believed: a part may begin behind any empty line that fields stand before, end before the next
line of dashes of each kind, and be written in every encoding there is. The scanner sees all of it.

Pure, linear for honest mails, and bounded for the others.
"""

import binascii
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from fumibako.processes.filterd.dissection import Piece, TooMuch, run
from fumibako.processes.filterd.ordinary import Odd, doubtful_bodies

# Beyond these nobody can say what is in the mail.
MOST_CONTENTS = 4000
MOST_BYTES = 400 << 20
DEEPEST = 4
MOST_INLINE = 200

# An empty line, also one of blanks or one whose line end is only half there, ends a header for some readers.
_LINE_BEGINS = rb"(?:\A|(?<=\n)|(?<=\r)(?!\n))"
_EMPTY_LINE = re.compile(rb"(?:\r\n|\r(?!\n)|\n)(?=[ \t]*(\r\n|\r|\n|\Z))")
_KIND = re.compile(rb"--([^\r\n]*)")
_FIELDS = re.compile(rb"content|mime", re.I)
_MAIL = re.compile(_LINE_BEGINS + rb"content[^\r\n]{0,40}:", re.I)
# RFC 2046 section 5.2.2: some programs put the pieces together.
_PARTIAL = re.compile(rb"content-type[^\r\n:]{0,40}:\s*message\s*/\s*partial", re.I)
_SAYS_BASE64 = re.compile(rb"base", re.I)
_SAYS_QUOTED = re.compile(rb"quoted|printable", re.I)
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_JUNK = bytes(set(range(256)) - set(_LETTERS))
_ENOUGH_LETTERS = 16
_SOFT_BREAK = re.compile(rb"=[ \t]*\r?\n")
_QUOTED = re.compile(rb"=[0-9A-Fa-f]{2}")
_UU_BEGIN = re.compile(_LINE_BEGINS + rb"begin[ \t]+[0-7]{3,}[^\r\n]*\r?\n", re.I)
_UU_BASE64 = re.compile(_LINE_BEGINS + rb"begin-base64[^\r\n]*\r?\n(.*?)(?=\r?\n====|\Z)", re.I | re.S)
_YENC = re.compile(_LINE_BEGINS + rb"=ybegin[^\r\n]*\r?\n(?:=ypart[^\r\n]*\r?\n)?(.*?)(?=\r?\n=yend|\Z)", re.S)
_BINHEX = re.compile(rb"\(This file must be converted with BinHex", re.I)


def pieces_of(mail: bytes) -> Iterator[Piece]:
    """Nothing for an ordinary mail. Raises TooMuch."""
    try:
        bodies = doubtful_bodies(mail)
    except Odd:
        yield from map(Piece, contents(mail))
    else:
        reading = _Reading()
        for start, end in bodies:
            yield from map(Piece, reading.body(mail[start:end]))


def contents(mail: bytes) -> Iterator[bytes]:
    """Each different content once. Raises TooMuch."""
    if _PARTIAL.search(mail):
        raise TooMuch("the rest of it is in another mail")
    yield from _Reading().contents(mail, 0)


class _Reading:
    def __init__(self) -> None:
        self._seen: set[int] = set()
        self._size = 0

    def contents(self, mail: bytes, depth: int) -> Iterator[bytes]:
        ways = [way for sign, way in ((_SAYS_BASE64, _base64), (_SAYS_QUOTED, _quoted)) if sign.search(mail)]
        for start, end in _bounded(_ranges(mail)):
            piece = mail[start:end]
            yield from self._new(piece)
            for decoded in (content for way in ways for content in way(piece)):
                for content in self._new(decoded):
                    yield content
                    yield from self._inline(content)
                    if depth < DEEPEST and b"content" in content.lower() and _MAIL.search(content):
                        yield from self.contents(content, depth + 1)
        yield from self._inline(mail)

    def body(self, body: bytes) -> Iterator[bytes]:
        """One body whose ends are known, as it stands and in every encoding. Raises TooMuch."""
        yield from self._new(body)
        yield from self._new(body.rstrip(b"\r\n"))
        yield from self._inline(body)
        for way in (_base64, _quoted):
            for decoded in way(body):
                yield from self._new(decoded)
                yield from self._inline(decoded)

    def _inline(self, text: bytes) -> Iterator[bytes]:
        for content in _inline(text):
            yield from self._new(content)

    def _new(self, content: bytes) -> Iterator[bytes]:
        """The content, if it was not seen before. Raises TooMuch."""
        mark = hash(content)
        if mark in self._seen or not content:
            return
        self._seen.add(mark)
        self._size += len(content)
        if len(self._seen) > MOST_CONTENTS or self._size > MOST_BYTES:
            raise TooMuch(f"{len(self._seen)} readings, {self._size} bytes")
        yield content


def _bounded(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """All of them, known before the first is scanned: what is too much is told at once. Raises TooMuch."""
    kept, size = [], 0
    for start, end in ranges:
        kept.append((start, end))
        size += end - start
        if len(kept) > MOST_CONTENTS or size > MOST_BYTES:
            raise TooMuch(f"{len(kept)} ranges, {size} bytes")
    return kept


def _ranges(mail: bytes) -> Iterator[tuple[int, int]]:
    """Where bodies may be: behind each header, up to each next kind of line of dashes."""
    dashes = list(_dashes(mail))
    for start in _starts(mail, dashes):
        kinds: set[bytes] = set()
        for at, kind in dashes:
            if at < start or kind in kinds:
                continue
            kinds.add(kind)
            if len(kinds) > MOST_CONTENTS:
                raise TooMuch("lines of dashes")
            yield start, len(mail[start:at].rstrip(b"\r\n")) + start
        yield start, len(mail)


def _dashes(mail: bytes) -> Iterator[tuple[int, bytes]]:
    """Each line that begins with two dashes, and what follows them."""
    at = mail.find(b"--")
    while at >= 0:
        match = _KIND.match(mail, at)
        if match and (at == 0 or mail[at - 1] in b"\r\n"):
            yield at, match[1].rstrip()
        at = mail.find(b"--", match.end() if match else at + 1)


def _starts(mail: bytes, dashes: list[tuple[int, bytes]]) -> Iterator[int]:
    """Behind each empty line that ends a block with fields in it, or one that a line of dashes begins."""
    places = [at for at, _ in dashes]
    before = 0
    if mail[:1] in (b"\r", b"\n"):
        yield 0
    for match in _EMPTY_LINE.finditer(mail):
        has_dashes = bisect_left(places, before) < bisect_left(places, match.end())
        if before == 0 or has_dashes or _FIELDS.search(mail, before, match.end()):
            yield match.end(1)
        before = match.end(1)


def _quoted(piece: bytes) -> Iterator[bytes]:
    if _QUOTED.search(piece):
        yield binascii.a2b_qp(piece)
        yield binascii.a2b_qp(_SOFT_BREAK.sub(b"", piece))


def _base64(piece: bytes) -> Iterator[bytes]:
    """Up to the first padding; each padded text by itself and all in a row; only the lines without junk."""
    letters = piece.translate(None, _JUNK)
    if len(letters) < _ENOUGH_LETTERS:
        return
    texts = [text for text in letters.split(b"=") if text]
    yield _bits(texts[0]) if texts else b""
    if len(texts) > 1:
        yield b"".join(_bits(text) for text in texts)
        yield _bits(b"".join(texts))
    if len(letters) + piece.count(b"\r") + piece.count(b"\n") != len(piece):
        clean = b"".join(line for line in piece.splitlines() if not line.translate(None, _LETTERS))
        yield _bits(clean.partition(b"=")[0])


def _bits(letters: bytes) -> bytes:
    """Decoded, whatever is missing at the end."""
    whole = len(letters) - (len(letters) % 4 == 1)
    return binascii.a2b_base64(letters[:whole] + b"=" * (-whole % 4))


def _inline(text: bytes) -> Iterator[bytes]:
    """Files that are written into a text: uuencode, its base64 form, yEnc, BinHex."""
    lowered = text.lower()
    if b"begin" in lowered:
        for number, match in enumerate(_UU_BEGIN.finditer(text)):
            if number == MOST_INLINE:
                raise TooMuch("files in the text")
            yield _uudecoded(text, match.end())
        for match in _UU_BASE64.finditer(text):
            yield from _base64(match[1])
        for match in _YENC.finditer(text):
            yield _ydecoded(match[1])
    if b"binhex" in lowered:
        for match in _BINHEX.finditer(text):
            yield text[match.start() :]


def _uudecoded(text: bytes, at: int) -> bytes:
    decoded = []
    while at < len(text):
        end = text.find(b"\n", at)
        end = len(text) if end < 0 else end
        line, at = text[at:end].rstrip(b"\r"), end + 1
        if line.strip() in (b"end", b"`", b""):
            break
        try:
            decoded.append(binascii.a2b_uu(line))
        except binascii.Error:
            # A workaround of many decoders: some encoders write more than the length says.
            length = (((line[0] - 32) & 63) * 4 + 5) // 3
            try:
                decoded.append(binascii.a2b_uu(line[:length]))
            except binascii.Error:
                break
    return b"".join(decoded)


_UNSHIFT = bytes((octet - 42) & 255 for octet in range(256))
_ESCAPED = re.compile(rb"=(.)", re.S)


def _ydecoded(text: bytes) -> bytes:
    joined = text.replace(b"\r", b"").replace(b"\n", b"")
    return _ESCAPED.sub(lambda match: bytes(((match[1][0] - 64) & 255,)), joined).translate(_UNSHIFT)


if __name__ == "__main__":
    run(pieces_of)

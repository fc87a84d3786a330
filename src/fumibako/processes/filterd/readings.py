"""Everything that any reader could take out of a mail (SECURITY cases 85 and 88).

Where the structure is ambiguous, readers differ in three things: where a part begins, where it ends, and how it is
written. So nothing is believed: a part may begin behind any empty line that fields stand before, end before the next
line of dashes of each kind, and be written in every encoding that its fields may speak of. The scanner sees all of it.
One thing holds for every reader: whoever took a line of dashes for the beginning of a part takes the next line that is
written the same for its end. That is why an honest mail has few readings, whatever slip is in it.

Pure, linear for honest mails, and bounded for the others.
"""

import binascii
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice, takewhile

from fumibako.processes.filterd.dissection import Piece, TooMuch, run
from fumibako.processes.filterd.ordinary import Odd, doubtful_bodies

# Beyond these nobody can say what is in the mail: by its size, so that a small mail does not hold up the others.
MOST_CONTENTS = 4000
MOST_BYTES = 400 << 20
CONTENTS_OF_ALL, BYTES_A_CONTENT = 1000, 512
BYTES_OF_ALL, TIMES_ITS_SIZE = 40 << 20, 20
DEEPEST = 4
MOST_INLINE = 200

# An empty line, also one of blanks or one whose line end is only half there, ends a header for some readers.
_LINE_BEGINS = rb"(?:\A|(?<=\n)|(?<=\r)(?!\n))"
_EMPTY_LINE = re.compile(rb"(?:\r\n|\r(?!\n)|\n)(?=[ \t]*+(\r\n|\r|\n|\Z))")
_KIND = re.compile(rb"--([^\r\n]*+)")
_FIELDS = re.compile(rb"content|mime", re.I)
_HEADER = re.compile(_LINE_BEGINS + rb"(?:content|mime)[^\r\n]{0,40}:", re.I)
# For some readers a header ends here (as for Postfix), for others it goes on.
_NO_FIELD = re.compile(rb"(?<=\n)(?![!-9;-~]++[ \t]*+:)[^ \t\r\n]")
_MAIL = re.compile(_LINE_BEGINS + rb"content[^\r\n]{0,40}:", re.I)
# Inside of these a reader may have lost sight of the boundaries outside.
_HAS_PARTS = re.compile(rb"multipart|message|boundary", re.I)
# RFC 2046 section 5.2.2: some programs put the pieces together.
_PARTIAL = re.compile(rb"content-type[^\r\n:]{0,40}:\s*+message\s*+/\s*+partial", re.I)
_SAYS_BASE64 = re.compile(rb"base", re.I)
_SAYS_QUOTED = re.compile(rb"quoted|printable", re.I)
_UNENCODED = (b"7bit", b"8bit", b"binary")
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_JUNK = bytes(set(range(256)) - set(_LETTERS))
_ENOUGH_LETTERS = 16
_LETTERS_ONLY = re.compile(_LINE_BEGINS + rb"[A-Za-z0-9+/=]++(?=[\r\n]|\Z)")
_UNPADDED = re.compile(rb"[^=]++")
_SOFT_BREAK = re.compile(rb"=[ \t]*+\r?\n")
_LONE_LF = re.compile(rb"(?<!\r)\n")
_QUOTED = re.compile(rb"=[0-9A-Fa-f]{2}")
_UU_BEGIN = re.compile(_LINE_BEGINS + rb"begin[ \t]++[0-7]{3}[^\r\n]*+\r?\n", re.I)
_UU_BASE64 = re.compile(_LINE_BEGINS + rb"begin-base64[^\r\n]*+\r?\n(.*?)(?=\r?\n====|\Z)", re.I | re.S)
_YENC = re.compile(_LINE_BEGINS + rb"=ybegin[^\r\n]*+\r?\n(?:=ypart[^\r\n]*+\r?\n)?(.*?)(?=\r?\n=yend|\Z)", re.S)
_BINHEX = re.compile(rb"\(This file must be converted with BinHex", re.I)


Way = Callable[[bytes], Iterator[bytes]]


def pieces_of(mail: bytes) -> Iterator[Piece]:
    """Nothing for an ordinary mail. Raises TooMuch."""
    yield from map(Piece, _Reading(len(mail)).mail(mail, 0))


def contents(mail: bytes) -> Iterator[bytes]:
    """Each different content once, whatever the grammar says. Raises TooMuch."""
    yield from _Reading(len(mail)).contents(mail, 0)


class _Reading:
    def __init__(self, size: int) -> None:
        self._seen: set[int] = set()
        self._size = 0
        self._most_contents = min(MOST_CONTENTS, CONTENTS_OF_ALL + size // BYTES_A_CONTENT)
        self._most_bytes = min(MOST_BYTES, max(BYTES_OF_ALL, TIMES_ITS_SIZE * size))

    def mail(self, mail: bytes, depth: int) -> Iterator[bytes]:
        """What the scanner has not seen when it has read the mail. Raises TooMuch."""
        try:
            sent = _as_sent(mail) if depth else mail
            bodies = doubtful_bodies(sent)
        except Odd:
            yield from self.contents(mail, depth)
        else:
            for body in bodies:
                yield from self._body(sent[body.start : body.end], body.encoding, depth)

    def contents(self, mail: bytes, depth: int) -> Iterator[bytes]:
        if _PARTIAL.search(mail):
            raise TooMuch("the rest of it is in another mail")
        for (start, end), ways in self._bounded(_ranges(mail)).items():
            piece = mail[start:end]
            yield from self._new(piece)
            for content in self._decoded(piece, ways):
                yield content
                yield from self._inside(content, depth)
        yield from self._inline(mail)

    def _body(self, body: bytes, encoding: bytes, depth: int) -> Iterator[bytes]:
        """One body whose ends are known, as it stands and as any reader decodes it."""
        yield from self._new(body)
        yield from self._new(body.rstrip(b"\r\n"))
        yield from self._inline(body)
        for content in self._decoded(body, _ways(encoding)):
            yield content
            yield from self._inside(content, depth)

    def _inside(self, content: bytes, depth: int) -> Iterator[bytes]:
        """What is in a decoded content: files in the text, or all of a mail. The scanner knows a mail by its first
        field, so it gets one that it knows."""
        yield from self._inline(content)
        if b"content" in content.lower() and _MAIL.search(content):
            if depth == DEEPEST:
                raise TooMuch("mails in mails")
            yield from self._new(b"Received: x\r\n" + content)
            yield from self.mail(content, depth + 1)

    def _decoded(self, piece: bytes, ways: Iterable[Way]) -> Iterator[bytes]:
        for way in ways:
            for decoded in way(piece):
                yield from self._new(decoded)

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
        self._check(len(self._seen), self._size)
        yield content

    def _bounded(self, ranges: Iterable[tuple["_Start", int]]) -> dict[tuple[int, int], tuple[Way, ...]]:
        """All of them, known before the first is scanned: what is too much is told at once. Raises TooMuch."""
        kept: dict[tuple[int, int], tuple[Way, ...]] = {}
        size = 0
        for start, end in ranges:
            known = kept.get((start.at, end))
            size += end - start.at if known is None else 0
            kept[start.at, end] = _merged(known or (), start.ways)
            self._check(len(kept), size)
        return kept

    def _check(self, count: int, size: int) -> None:
        """Raises TooMuch."""
        if count > self._most_contents or size > self._most_bytes:
            raise TooMuch(f"{count} readings, {size} bytes")


def _as_sent(content: bytes) -> bytes:
    """A mail out of a file, with line ends as on the wire. Raises Odd where readers might differ about them."""
    if b"\r" not in content:
        return content.replace(b"\n", b"\r\n")
    if _LONE_LF.search(content):
        raise Odd("lone LF")
    return content


def _ways(encoding: bytes) -> tuple[Way, ...]:
    if encoding in _UNENCODED:
        return ()
    return {b"base64": (_base64,), b"quoted-printable": (_quoted,)}.get(encoding, (_base64, _quoted))


@dataclass(frozen=True)
class _Line:
    """A line of dashes. written: with its line end before it; kind: what stands behind the dashes."""

    at: int
    written: bytes
    kind: bytes

    @property
    def end(self) -> int:
        return self.at + len(self.written.lstrip(b"\r\n"))


@dataclass(frozen=True)
class _Start:
    """Where a body may begin. openers: what was written on the lines that may have opened its part; is_open: for
    some reader it is in no part at all; ways: how it may be encoded."""

    at: int
    openers: frozenset[bytes]
    is_open: bool
    ways: tuple[Way, ...] = ()


def _ranges(mail: bytes) -> Iterator[tuple[_Start, int]]:
    """Where bodies may be: behind each header, up to each next kind of line of dashes that may end it."""
    lines = list(_lines(mail))
    places = [line.at for line in lines]
    lasts = _lasts(lines)
    for start in _starts(mail, lines, places):
        kinds: set[bytes] = set()
        written: set[bytes] = set()
        for number in range(bisect_left(places, start.at), len(lines)):
            line = lines[number]
            if line.kind not in kinds:
                kinds.add(line.kind)
                if not (line.at in lasts and b"\r\n--" + line.kind[:-2] in written):
                    yield start, len(mail[start.at : line.at].rstrip(b"\r\n")) + start.at
            written |= {line.written, line.written.removesuffix(b"--")}
            if not start.is_open and start.openers <= written:
                break
        else:
            yield start, len(mail)


def _lasts(lines: list[_Line]) -> frozenset[int]:
    """Where the lines are that can only be the last of a boundary: none before is of one whose name ends in a dash.
    They end nothing that the boundary's other lines did not end before."""
    firsts = {line.kind: line.at for line in reversed(lines)}
    kinds = sorted(firsts)
    places: set[int] = set()
    for kind in kinds:
        if kind.endswith(b"--"):
            alike = islice(kinds, bisect_left(kinds, kind[:-1]), None)
            if all(firsts[one] >= firsts[kind] for one in takewhile(partial(_begins, kind[:-1]), alike)):
                places.add(firsts[kind])
    return frozenset(places)


def _begins(beginning: bytes, kind: bytes) -> bool:
    return kind.startswith(beginning)


def _lines(mail: bytes) -> Iterator[_Line]:
    at = mail.find(b"--")
    while at >= 0:
        match = _KIND.match(mail, at)
        if match and (at == 0 or mail[at - 1] in b"\r\n"):
            before = b"\r\n" if at == 0 or mail[at - 2 : at] == b"\r\n" else mail[at - 1 : at]
            yield _Line(at, before + match[0], match[1].rstrip())
        at = mail.find(b"--", match.end() if match else at + 1)


def _starts(mail: bytes, lines: list[_Line], places: list[int]) -> Iterator[_Start]:
    """Behind each empty line that ends a block with fields in it, or one that a line of dashes begins.

    A block without such a line may be a header, too, right behind another: that of a mail in a mail, or the rest of
    what an empty line has cut for some readers only.
    """
    if mail[:1] in (b"\r", b"\n"):
        yield _Start(0, frozenset(), is_open=True, ways=(_base64, _quoted))
    last = _Start(0, frozenset(), is_open=True)
    before = head = 0
    is_behind_header, goes_on = True, True
    own: frozenset[bytes] = frozenset()
    outer: tuple[Way, ...] = ()
    for match in _EMPTY_LINE.finditer(mail if mail.endswith((b"\r", b"\n")) else mail + b"\r\n"):
        at = match.end(1)
        begun = lines[bisect_left(places, before) : bisect_left(places, match.end())]
        first = begun[0].at if begun else at
        is_empty = not mail[before:first].strip()
        is_more = is_behind_header and (goes_on or is_empty or _HEADER.search(mail, before, first) is not None)
        if begun or (is_more and goes_on) or _FIELDS.search(mail, before, match.end()):
            own = frozenset(line.written for line in begun) or own
            head = head if is_more else first if begun else before
            ways, is_open = _ways_in(mail, head, at), False
            if is_more or begun:
                is_open = _HAS_PARTS.search(mail, head, at) is not None
                outer = _merged(outer, ways) if is_open else outer
                ways = _merged(ways, outer)
            openers = own | last.openers if is_more else own
            last = _Start(at, openers, is_open or (is_more and last.is_open) or not openers, ways)
            yield last
            headers = [(before, first)] if is_more else []
            headers += zip((line.end for line in begun), [*(line.at for line in begun[1:]), at], strict=False)
            for begin, end in headers:
                if broken := _NO_FIELD.search(mail, begin, end):
                    yield replace(last, at=broken.start())
            is_behind_header = is_more or bool(begun)
        elif not is_empty:
            is_behind_header = False
        before, goes_on = at, mail[match.start() : at] != b"\r\n\r\n"


def _merged(some: tuple[Way, ...], others: tuple[Way, ...]) -> tuple[Way, ...]:
    return tuple(dict.fromkeys(some + others))


def _ways_in(mail: bytes, start: int, end: int) -> tuple[Way, ...]:
    """The encodings that a header may speak of."""
    signs = ((_SAYS_BASE64, _base64), (_SAYS_QUOTED, _quoted))
    return tuple(way for sign, way in signs if sign.search(mail, start, end))


def _quoted(piece: bytes) -> Iterator[bytes]:
    if _QUOTED.search(piece):
        yield binascii.a2b_qp(piece)
        yield binascii.a2b_qp(_SOFT_BREAK.sub(b"", piece))


def _base64(piece: bytes) -> Iterator[bytes]:
    """Up to the first padding; each padded text by itself and all in a row; only the lines without junk."""
    letters = piece.translate(None, _JUNK)
    if len(letters) < _ENOUGH_LETTERS:
        return
    yield _bits(letters.partition(b"=")[0])
    if b"=" in letters.rstrip(b"="):
        yield bytes(_joined(_bits(match[0]) for match in _UNPADDED.finditer(letters)))
        yield _bits(letters.replace(b"=", b""))
    if len(letters) + piece.count(b"\r") + piece.count(b"\n") != len(piece):
        clean = bytes(_joined(match[0] for match in _LETTERS_ONLY.finditer(piece)))
        yield _bits(clean.partition(b"=")[0])


def _joined(pieces: Iterable[bytes]) -> bytearray:
    """Without a list of them: there may be millions."""
    joined = bytearray()
    for piece in pieces:
        joined += piece
    return joined


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

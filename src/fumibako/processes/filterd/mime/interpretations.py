"""Every content that any reader could extract from a message (SECURITY cases 85 and 88).

If the structure is ambiguous, readers differ in three things: where a part begins, where it ends and how it is
encoded. So nothing is trusted: a part may begin after any empty line that follows header fields, end before the next
dash line of each kind, and be in any encoding that its fields may mention. clamd scans all of them. One rule holds for
every reader: if a dash line opened a part, the next identical line closes it. So an honest message has few
interpretations, whatever mistake is in it.

Pure, linear for honest messages and bounded for others.
"""

import binascii
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice, takewhile

from fumibako.processes.filterd.mime.sandbox import LimitExceeded, Piece, run
from fumibako.processes.filterd.mime.strict import Ambiguous, ambiguous_bodies

# Beyond these limits a message is not scannable. They grow with its size, so that a small message cannot delay others
# for long.
MAX_CONTENTS = 4000
MAX_BYTES = 400 << 20
BASE_CONTENTS, BYTES_PER_CONTENT = 1000, 512
BASE_BYTES, SIZE_FACTOR = 40 << 20, 20
MAX_DEPTH = 4
MAX_INLINE_FILES = 200

# For some readers a line of blanks, or one with half a line end, ends a header too.
_LINE_BEGINS = rb"(?:\A|(?<=\n)|(?<=\r)(?!\n))"
_EMPTY_LINE = re.compile(rb"(?:\r\n|\r(?!\n)|\n)(?=[ \t]*+(\r\n|\r|\n|\Z))")
_DASH_LINE = re.compile(rb"--([^\r\n]*+)")
_FIELDS = re.compile(rb"content|mime", re.I)
_HEADER = re.compile(_LINE_BEGINS + rb"(?:content|mime)[^\r\n]{0,40}:", re.I)
# For some readers (and for Postfix) the header ends here, for others it continues.
_NO_FIELD = re.compile(rb"(?<=\n)(?![!-9;-~]++[ \t]*+:)[^ \t\r\n]")
_MESSAGE = re.compile(_LINE_BEGINS + rb"content[^\r\n]{0,40}:", re.I)
# Inside these a reader may have lost track of the outer boundaries.
_HAS_PARTS = re.compile(rb"multipart|message|boundary", re.I)
# RFC 2046 section 5.2.2: some programs reassemble the fragments.
_PARTIAL = re.compile(rb"content-type[^\r\n:]{0,40}:\s*+message\s*+/\s*+partial", re.I)
_MENTIONS_BASE64 = re.compile(rb"base", re.I)
_MENTIONS_QUOTED = re.compile(rb"quoted|printable", re.I)
_UNENCODED = (b"7bit", b"8bit", b"binary")
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_JUNK = bytes(set(range(256)) - set(_LETTERS))
_MIN_LETTERS = 16
_LETTERS_ONLY = re.compile(_LINE_BEGINS + rb"[A-Za-z0-9+/=]++(?=[\r\n]|\Z)")
_BASE64_BLOCK = re.compile(_LINE_BEGINS + rb"[A-Za-z0-9+/=]++(?:\r?\n[A-Za-z0-9+/=]++)*(?=[\r\n]|\Z)")
_UNPADDED = re.compile(rb"[^=]++")
_SOFT_BREAK = re.compile(rb"=[ \t]*+\r?\n")
_LONE_LF = re.compile(rb"(?<!\r)\n")
_QUOTED = re.compile(rb"=[0-9A-Fa-f]{2}")
_UU_BEGIN = re.compile(_LINE_BEGINS + rb"begin[ \t]++[0-7]{3}[^\r\n]*+\r?\n", re.I)
_UU_BASE64 = re.compile(_LINE_BEGINS + rb"begin-base64[^\r\n]*+\r?\n(.*?)(?=\r?\n====|\Z)", re.I | re.S)
_YENC = re.compile(_LINE_BEGINS + rb"=ybegin[^\r\n]*+\r?\n(?:=ypart[^\r\n]*+\r?\n)?(.*?)(?=\r?\n=yend|\Z)", re.S)
_BINHEX = re.compile(rb"\(This file must be converted with BinHex", re.I)

Decoder = Callable[[bytes], Iterator[bytes]]


def pieces_of(message: bytes) -> Iterator[Piece]:
    """Nothing for a strictly written message. Raises LimitExceeded."""
    yield from map(Piece, _Interpreter(len(message)).message(message, 0))


def contents(message: bytes) -> Iterator[bytes]:
    """Each distinct content once, also of a strictly written message. Raises LimitExceeded."""
    yield from _Interpreter(len(message)).contents(message, 0)


def contents_of_text(text: bytes) -> Iterator[bytes]:
    """Each distinct content that a reader could decode from a text, whatever its header is. Raises LimitExceeded."""
    yield from _Interpreter(len(text)).text(text)


class _Interpreter:
    def __init__(self, size: int) -> None:
        self._seen: set[int] = set()
        self._size = 0
        self._max_contents = min(MAX_CONTENTS, BASE_CONTENTS + size // BYTES_PER_CONTENT)
        self._max_bytes = min(MAX_BYTES, max(BASE_BYTES, SIZE_FACTOR * size))

    def message(self, message: bytes, depth: int) -> Iterator[bytes]:
        """The contents that clamd does not see by parsing the message itself. Raises LimitExceeded."""
        try:
            sent = as_sent(message) if depth else message
            bodies = ambiguous_bodies(sent)
        except Ambiguous:
            yield from self.contents(message, depth)
        else:
            for body in bodies:
                yield from self._body(sent[body.start : body.end], body.encoding, depth)

    def contents(self, message: bytes, depth: int) -> Iterator[bytes]:
        if _PARTIAL.search(message):
            raise LimitExceeded("the rest is in another message")
        for (start, end), decoders in self._bounded(_ranges(message)).items():
            piece = message[start:end]
            yield from self._new(piece)
            for content in self._decoded(piece, decoders):
                yield content
                yield from self._inside(content, depth)
        yield from self._inline(message)

    def _body(self, body: bytes, encoding: bytes, depth: int) -> Iterator[bytes]:
        """One body with known ends: as it is and as any reader decodes it."""
        yield from self._new(body)
        yield from self._new(body.rstrip(b"\r\n"))
        yield from self._inline(body)
        for content in self._decoded(body, _decoders(encoding)):
            yield content
            yield from self._inside(content, depth)

    def text(self, text: bytes) -> Iterator[bytes]:
        """The text in any encoding, and each paragraph of it that is base64."""
        yield from self._body(text, b"", 0)
        for block in _BASE64_BLOCK.finditer(text):
            for content in self._decoded(block[0], (_base64,)):
                yield content
                yield from self._inside(content, 0)

    def _inside(self, content: bytes, depth: int) -> Iterator[bytes]:
        """What a decoded content contains: inline files or a whole message. clamd recognises a message by a known first
        field, so one is prepended."""
        yield from self._inline(content)
        if b"content" in content.lower() and _MESSAGE.search(content):
            if depth == MAX_DEPTH:
                raise LimitExceeded("messages in messages")
            yield from self._new(b"Received: x\r\n" + content)
            yield from self.message(content, depth + 1)

    def _decoded(self, piece: bytes, decoders: Iterable[Decoder]) -> Iterator[bytes]:
        for decoder in decoders:
            for decoded in decoder(piece):
                yield from self._new(decoded)

    def _inline(self, text: bytes) -> Iterator[bytes]:
        for content in _inline(text):
            yield from self._new(content)

    def _new(self, content: bytes) -> Iterator[bytes]:
        """The content, unless it was seen before. Raises LimitExceeded."""
        digest = hash(content)
        if digest in self._seen or not content:
            return
        self._seen.add(digest)
        self._size += len(content)
        self._check(len(self._seen), self._size)
        yield content

    def _bounded(self, ranges: Iterable[tuple["_Start", int]]) -> dict[tuple[int, int], tuple[Decoder, ...]]:
        """All ranges with their decoders, collected before the first scan, so that too many are refused at once. Raises
        LimitExceeded."""
        kept: dict[tuple[int, int], tuple[Decoder, ...]] = {}
        size = 0
        for start, end in ranges:
            known = kept.get((start.at, end))
            size += end - start.at if known is None else 0
            kept[start.at, end] = _merged(known or (), start.decoders)
            self._check(len(kept), size)
        return kept

    def _check(self, count: int, size: int) -> None:
        """Raises LimitExceeded."""
        if count > self._max_contents or size > self._max_bytes:
            raise LimitExceeded(f"{count} interpretations, {size} bytes")


def as_sent(content: bytes) -> bytes:
    """An attached message with line ends as on the wire. Raises Ambiguous if they are mixed."""
    if b"\r" not in content:
        return content.replace(b"\n", b"\r\n")
    if _LONE_LF.search(content):
        raise Ambiguous("lone LF")
    return content


def _decoders(encoding: bytes) -> tuple[Decoder, ...]:
    if encoding in _UNENCODED:
        return ()
    return {b"base64": (_base64,), b"quoted-printable": (_quoted,)}.get(encoding, (_base64, _quoted))


@dataclass(frozen=True)
class _Line:
    """A line that begins with two dashes. written: with the line end before it; kind: what follows the dashes."""

    at: int
    written: bytes
    kind: bytes

    @property
    def end(self) -> int:
        return self.at + len(self.written.lstrip(b"\r\n"))


@dataclass(frozen=True)
class _Start:
    """Where a body may begin. openers: the dash lines that may have opened its part; is_open: for some reader it is in
    no part; decoders: for the encodings it may have."""

    at: int
    openers: frozenset[bytes]
    is_open: bool
    decoders: tuple[Decoder, ...] = ()


def _ranges(message: bytes) -> Iterator[tuple[_Start, int]]:
    """Where bodies may be: from the end of each header to the next dash line of each kind."""
    lines = list(_lines(message))
    places = [line.at for line in lines]
    closing = _closing_lines(lines)
    for start in _starts(message, lines, places):
        kinds: set[bytes] = set()
        written: set[bytes] = set()
        for number in range(bisect_left(places, start.at), len(lines)):
            line = lines[number]
            if line.kind not in kinds:
                kinds.add(line.kind)
                if not (line.at in closing and b"\r\n--" + line.kind[:-2] in written):
                    yield start, len(message[start.at : line.at].rstrip(b"\r\n")) + start.at
            written |= {line.written, line.written.removesuffix(b"--")}
            if not start.is_open and start.openers <= written:
                break
        else:
            yield start, len(message)


def _closing_lines(lines: list[_Line]) -> frozenset[int]:
    """The offsets of dash lines that can only close their boundary: no earlier line has a boundary that ends in a dash.
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


def _lines(message: bytes) -> Iterator[_Line]:
    at = message.find(b"--")
    while at >= 0:
        match = _DASH_LINE.match(message, at)
        if match and (at == 0 or message[at - 1] in b"\r\n"):
            before = b"\r\n" if at == 0 or message[at - 2 : at] == b"\r\n" else message[at - 1 : at]
            yield _Line(at, before + match[0], match[1].rstrip())
        at = message.find(b"--", match.end() if match else at + 1)


def _starts(message: bytes, lines: list[_Line], places: list[int]) -> Iterator[_Start]:
    """After each empty line that ends a block of fields or a block that a dash line begins.

    A block directly after a header may be a header too: that of an attached message, or the rest of a header that an
    empty line ended for some readers only.
    """
    if message[:1] in (b"\r", b"\n"):
        yield _Start(0, frozenset(), is_open=True, decoders=(_base64, _quoted))
    last = _Start(0, frozenset(), is_open=True)
    before = head = 0
    is_after_header, may_continue = True, True
    own: frozenset[bytes] = frozenset()
    outer: tuple[Decoder, ...] = ()
    for match in _EMPTY_LINE.finditer(message if message.endswith((b"\r", b"\n")) else message + b"\r\n"):
        at = match.end(1)
        begun = lines[bisect_left(places, before) : bisect_left(places, match.end())]
        first = begun[0].at if begun else at
        is_empty = not message[before:first].strip()
        is_more = is_after_header and (may_continue or is_empty or _HEADER.search(message, before, first) is not None)
        if begun or (is_more and may_continue) or _FIELDS.search(message, before, match.end()):
            own = frozenset(line.written for line in begun) or own
            head = head if is_more else first if begun else before
            decoders, is_open = _decoders_in(message, head, at), False
            if is_more or begun:
                is_open = _HAS_PARTS.search(message, head, at) is not None
                outer = _merged(outer, decoders) if is_open else outer
                decoders = _merged(decoders, outer)
            openers = own | last.openers if is_more else own
            last = _Start(at, openers, is_open or (is_more and last.is_open) or not openers, decoders)
            yield last
            headers = [(before, first)] if is_more else []
            headers += zip((line.end for line in begun), [*(line.at for line in begun[1:]), at], strict=False)
            for begin, end in headers:
                if broken := _NO_FIELD.search(message, begin, end):
                    yield replace(last, at=broken.start())
            is_after_header = is_more or bool(begun)
        elif not is_empty:
            is_after_header = False
        before, may_continue = at, message[match.start() : at] != b"\r\n\r\n"


def _merged(some: tuple[Decoder, ...], others: tuple[Decoder, ...]) -> tuple[Decoder, ...]:
    return tuple(dict.fromkeys(some + others))


def _decoders_in(message: bytes, start: int, end: int) -> tuple[Decoder, ...]:
    """Decoders for the encodings that a header may mention."""
    patterns = ((_MENTIONS_BASE64, _base64), (_MENTIONS_QUOTED, _quoted))
    return tuple(decoder for pattern, decoder in patterns if pattern.search(message, start, end))


def _quoted(piece: bytes) -> Iterator[bytes]:
    if _QUOTED.search(piece):
        yield binascii.a2b_qp(piece)
        yield binascii.a2b_qp(_SOFT_BREAK.sub(b"", piece))


def _base64(piece: bytes) -> Iterator[bytes]:
    """Decoded up to the first padding; each padded text on its own, all joined; and only the lines without junk."""
    letters = piece.translate(None, _JUNK)
    if len(letters) < _MIN_LETTERS:
        return
    yield _decode_letters(letters.partition(b"=")[0])
    if b"=" in letters.rstrip(b"="):
        yield bytes(_joined(_decode_letters(match[0]) for match in _UNPADDED.finditer(letters)))
        yield _decode_letters(letters.replace(b"=", b""))
    if len(letters) + piece.count(b"\r") + piece.count(b"\n") != len(piece):
        clean = bytes(_joined(match[0] for match in _LETTERS_ONLY.finditer(piece)))
        yield _decode_letters(clean.partition(b"=")[0])


def _joined(pieces: Iterable[bytes]) -> bytearray:
    """Joined without a list: there may be millions."""
    joined = bytearray()
    for piece in pieces:
        joined += piece
    return joined


def _decode_letters(letters: bytes) -> bytes:
    """Decode base64 letters even if padding is missing."""
    whole = len(letters) - (len(letters) % 4 == 1)
    return binascii.a2b_base64(letters[:whole] + b"=" * (-whole % 4))


def _inline(text: bytes) -> Iterator[bytes]:
    """Inline files in a text: uuencode, its base64 form, yEnc, BinHex."""
    lowered = text.lower()
    if b"begin" in lowered:
        for number, match in enumerate(_UU_BEGIN.finditer(text)):
            if number == MAX_INLINE_FILES:
                raise LimitExceeded("inline files")
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
            # As many decoders do: some encoders write more than the length says.
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

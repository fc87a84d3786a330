"""How SMTP and LMTP write a message on the wire: line ends and dot-stuffing (RFC 5321 section 4.5.2).

A message ends with CRLF.CRLF and nothing else. A lone LF becomes CRLF before anything else sees it, so no reader
behind us can find an end of message that we did not (SMTP smuggling).
"""

import re

END = b"\r\n.\r\n"
_LONE_LF = re.compile(rb"(?<!\r)\n")


class DotReader:
    """Reads what follows DATA: finds the end, removes the stuffed dots."""

    def __init__(self) -> None:
        self._held = b"\r\n"  # the CRLF of the DATA command counts as the line end before the first line
        self._to_skip = 2  # but it is not part of the message

    def feed(self, data: bytes) -> tuple[bytes, bytes | None]:
        """Return the next bytes of the message and, once its end was seen, what follows it (until then None)."""
        window = self._held + data
        end = window.find(END)
        if end >= 0:
            return self._text(window[: end + 2]), window[end + 5 :]
        held = next((n for n in range(min(4, len(window)), 0, -1) if END.startswith(window[-n:])), 0)
        cut = len(window) - held
        self._held = window[cut:]
        return self._text(window[:cut]), None

    def _text(self, text: bytes) -> bytes:
        # A CRLF or CRLF. at the edge is always held back, so replacing within one piece is exact.
        if b"\r\n." in text:
            text = text.replace(b"\r\n.", b"\r\n")
        if self._to_skip and text:
            text, self._to_skip = text[self._to_skip :], 0
        if b"\n" in text.replace(b"\r\n", b""):
            text = _LONE_LF.sub(b"\r\n", text)
        return text


class DotWriter:
    """Stuffs the dots of a message that is written in blocks."""

    def __init__(self) -> None:
        self._last = b"\r\n"

    def stuff(self, block: bytes) -> bytes:
        if not block:
            return block
        stuffed = block.replace(b"\n.", b"\n..") if b"\n." in block else block
        if self._last.endswith(b"\n") and block.startswith(b"."):
            stuffed = b"." + stuffed
        self._last = (self._last + block[-2:])[-2:]
        return stuffed

    def end(self) -> bytes:
        """The end of the message; reuses the message's own last line end if it has one."""
        return b".\r\n" if self._last == b"\r\n" else b"\r\n.\r\n"

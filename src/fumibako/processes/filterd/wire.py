"""SMTP's and LMTP's way of writing a mail on the wire: line ends and dots (RFC 5321 section 4.5.2).

The end of a mail is CRLF.CRLF and nothing else. A lone LF is made a line end before anybody looks, so
that no reader behind us can see an end of mail that we did not (SMTP smuggling).
"""

import re

END = b"\r\n.\r\n"
_LONE_LF = re.compile(rb"(?<!\r)\n")


class DotReader:
    """Takes what comes after DATA: finds the end, takes the stuffing dots away."""

    def __init__(self) -> None:
        self._held = b"\r\n"  # the CRLF of the DATA command counts as the line end before the first line
        self._unsaid = 2  # but it is not part of the mail

    def feed(self, data: bytes) -> tuple[bytes, bytes | None]:
        """Return the mail's next bytes, and what follows its end once the end was seen (else None)."""
        window = self._held + data
        end = window.find(END)
        if end >= 0:
            return self._text(window[: end + 2]), window[end + 5 :]
        held = next((n for n in range(min(4, len(window)), 0, -1) if END.startswith(window[-n:])), 0)
        cut = len(window) - held
        self._held = window[cut:]
        return self._text(window[:cut]), None

    def _text(self, text: bytes) -> bytes:
        # A CRLF or CRLF. at the edge is always held back, so replacing within the piece is exact.
        if b"\r\n." in text:
            text = text.replace(b"\r\n.", b"\r\n")
        if self._unsaid and text:
            text, self._unsaid = text[self._unsaid :], 0
        if b"\n" in text.replace(b"\r\n", b""):
            text = _LONE_LF.sub(b"\r\n", text)
        return text


class DotWriter:
    """Stuffs the dots of a mail that is written in pieces."""

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
        """What closes the mail: its own last line end is used when it has one."""
        return b".\r\n" if self._last == b"\r\n" else b"\r\n.\r\n"

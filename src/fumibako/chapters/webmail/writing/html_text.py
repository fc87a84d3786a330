"""HTML as text, to be answered or forwarded: what a reader sees, roughly line by line, what is quoted
behind ">"."""

import re
from html.parser import HTMLParser

LONGEST = 500_000
MOST_SIGNS = 20  # of a quotation within quotations
_LINES = {"p", "div", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "hr"}
_PARAGRAPHS = {"p", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "pre"}
_DEEPER, _SHALLOWER = "\x0e", "\x0f"
_HIDDEN = {"script", "style", "head", "title", "template", "noscript"}


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag == "body":
            self._hidden = 0
        elif tag == "br":
            self.pieces.append("\n")
        elif tag in _LINES:
            self._end_line()
        if tag == "blockquote":
            self._end_line()
            self.pieces.append(f"{_DEEPER}\n")
        if tag == "li":
            self.pieces.append("- ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag == "blockquote":
            self._end_line()
            self.pieces.append(f"{_SHALLOWER}\n")
        elif tag in ("td", "th"):
            self.pieces.append(" ")
        elif tag in _LINES:
            self._end_line()
            if tag in _PARAGRAPHS:
                self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        text = re.sub(r"[\s\x0e\x0f]+", " ", data)
        if not self._hidden and text != (" " if self._is_at_start() else ""):
            self.pieces.append(text)

    def _end_line(self) -> None:
        if not self._is_at_start():
            self.pieces.append("\n")

    def _is_at_start(self) -> bool:
        return not self.pieces or self.pieces[-1].endswith("\n")


def text_of_html(html: str, most: int = LONGEST) -> str:
    """most: characters of the HTML that are read, and half of those that its text may have."""
    reader = _Text()
    reader.feed(html[:most])
    reader.close()
    depth, lines, left = 0, list[str](), most * 2
    for line in (line.strip(" ") for line in "".join(reader.pieces).split("\n")):
        if line in (_DEEPER, _SHALLOWER):
            depth = max(0, depth + (1 if line == _DEEPER else -1))
        elif left > 0:
            lines.append(f"{'>' * min(depth, MOST_SIGNS)} {line}".rstrip() if depth else line)
            left -= len(lines[-1]) + 1
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")

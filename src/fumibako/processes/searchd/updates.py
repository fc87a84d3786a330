"""What Dovecot posts: <add><doc>… for mails to be indexed, <delete><id>… for those that went."""

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from fumibako.processes.searchd.index import BODY_LIMIT, FIELDS, Mail

_HEADERS = FIELDS[2:]


@dataclass
class Updates:
    """Takes the XML as it comes, in pieces. mails, gone: what was read since they were emptied. characters: how much
    text the mails have. user: whose all is."""

    mails: list[Mail] = field(default_factory=list)
    gone: list[tuple[str, int]] = field(default_factory=list)
    user: str = ""
    characters: int = 0

    def __post_init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._more
        self._text: list[str] = []
        self._room = BODY_LIMIT
        self._name = ""
        self._document: dict[str, str] = {}

    def feed(self, octets: bytes, *, is_last: bool = False) -> None:
        """Raises expat.ExpatError, ValueError."""
        self._parser.Parse(octets, is_last)

    def taken(self) -> list[Mail]:
        """The mails, and begin anew."""
        mails, self.mails, self.characters = self.mails, [], 0
        return mails

    def _more(self, text: str) -> None:
        """No more of a field than is indexed."""
        if self._room:
            self._text.append(text[: self._room])
            self._room -= len(self._text[-1])

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._text.clear()
        self._room = BODY_LIMIT
        self._name = attributes.get("name", "")
        if tag == "doc":
            self._document = {}

    def _end(self, tag: str) -> None:
        text = "".join(self._text)
        self._text.clear()
        if tag == "field":
            self._document[self._name] = text
        elif tag == "doc":
            self.user = self._document.get("user", "")
            self.mails.append(_mail(self._document))
            self.characters += sum(map(len, self._document.values()))
            self._document = {}
        elif tag == "id":
            uid, box, self.user = (*text.split("/", 2), "", "")[:3]
            self.gone.append((box, int(uid)))


def _mail(document: dict[str, str]) -> Mail:
    """hdr has the fields that have a column of their own as well: once is enough."""
    rest = document.get("hdr", "")
    for name in _HEADERS:
        if name in document:
            rest = re.sub(rf"(?im)^{name}: .*\n?", "", rest)
    texts = {name: document.get(name, "") for name in FIELDS} | {"hdr": rest}
    return Mail(document.get("box", ""), int(document.get("uid", "")), texts)

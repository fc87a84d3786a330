"""Sieve scripts (RFC 5228) as values. Customers' texts are in them, so every string goes through `quoted` or `block`.

A test or command knows its own extensions; `script` writes the `require` that all of them together need.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from fumibako.machine.formats.visible import is_visible


class Unwritable(ValueError):
    """A string with a character that a script shall not carry: a control, or one that nobody sees where it stands."""


class Match(StrEnum):
    """How a key is compared. STARTS and ENDS are written as :matches with the key's own wildcards escaped."""

    IS = "is"
    CONTAINS = "contains"
    STARTS = "starts"
    ENDS = "ends"


def quoted(text: str) -> str:
    """Return text as a Sieve string (RFC 5228 section 2.4.2). Raises Unwritable."""
    if not all(map(is_visible, text)):
        raise Unwritable(f"hidden character in {text!r}")
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def block(text: str) -> str:
    """Return lines of text as a multi-line string (RFC 5228 section 2.4.2, dots stuffed). Raises Unwritable."""
    lines = text.replace("\r\n", "\n").split("\n")
    if not all(map(is_visible, "".join(lines).replace("\t", " "))):
        raise Unwritable(f"hidden character in {text[:60]!r}")
    stuffed = (f".{line}" if line.startswith(".") else line for line in lines)
    return "text:\n" + "".join(f"{line}\n" for line in stuffed) + ".\n"


def listed(texts: Iterable[str]) -> str:
    strings = [quoted(text) for text in texts]
    return strings[0] if len(strings) == 1 else f"[{', '.join(strings)}]"


def _compared(match: Match, keys: Sequence[str]) -> str:
    if match in (Match.IS, Match.CONTAINS):
        return f":{match} {listed(keys)}"
    escaped = [key.replace("\\", "\\\\").replace("*", "\\*").replace("?", "\\?") for key in keys]
    return f":matches {listed(f'{key}*' if match is Match.STARTS else f'*{key}' for key in escaped)}"


class Node:
    """A test or a command. extensions: what the script must require for it."""

    extensions: frozenset[str] = frozenset()

    def lines(self) -> Iterator[str]:
        raise NotImplementedError

    def inner(self) -> Iterable["Node"]:
        return ()

    def needs(self) -> frozenset[str]:
        return self.extensions.union(*(node.needs() for node in self.inner()))


class Test(Node):
    __test__ = False  # none of pytest's

    def lines(self) -> Iterator[str]:
        yield str(self)


@dataclass(frozen=True)
class Header(Test):
    names: Sequence[str]
    match: Match
    keys: Sequence[str]

    def __str__(self) -> str:
        return f"header {_compared(self.match, self.keys).replace(' ', f' {listed(self.names)} ', 1)}"


@dataclass(frozen=True)
class Address(Test):
    """part: "all" or "domain" (RFC 5228 section 5.1)."""

    names: Sequence[str]
    match: Match
    keys: Sequence[str]
    part: str = "all"

    def __str__(self) -> str:
        compared = _compared(self.match, self.keys).replace(" ", f" {listed(self.names)} ", 1)
        return f"address :{self.part} {compared}"


@dataclass(frozen=True)
class Exists(Test):
    name: str

    def __str__(self) -> str:
        return f"exists {quoted(self.name)}"


@dataclass(frozen=True)
class CurrentDate(Test):
    """relation: "ge" or "le"; day: yyyy-mm-dd in that time zone, such as +0900 (RFC 5260)."""

    relation: str
    day: str
    zone: str
    extensions = frozenset({"date", "relational"})

    def __str__(self) -> str:
        return f'currentdate :zone {quoted(self.zone)} :value "{self.relation}" "date" {quoted(self.day)}'


@dataclass(frozen=True)
class Not(Test):
    test: Test

    def __str__(self) -> str:
        return f"not {self.test}"

    def inner(self) -> Iterable[Node]:
        return (self.test,)


@dataclass(frozen=True)
class Joined(Test):
    """word: "allof" or "anyof"."""

    word: str
    tests: Sequence[Test]

    def __str__(self) -> str:
        return f"{self.word} ({', '.join(map(str, self.tests))})" if len(self.tests) > 1 else str(self.tests[0])

    def inner(self) -> Iterable[Node]:
        return self.tests


@dataclass(frozen=True)
class If(Node):
    test: Test
    commands: Sequence[Node]

    def lines(self) -> Iterator[str]:
        yield f"if {self.test} {{"
        for command in self.commands:
            for line in command.lines():
                # Lines of a multi-line string are content: they stay where they are.
                yield line if "text:" in line else f"  {line}"
        yield "}"

    def inner(self) -> Iterable[Node]:
        return (self.test, *self.commands)


@dataclass(frozen=True)
class FirstOf(Node):
    """if, elsif …: the commands of the first test that holds. At least one case."""

    cases: Sequence[If]

    def lines(self) -> Iterator[str]:
        for number, case in enumerate(self.cases):
            opening, *rest, closing = case.lines()
            yield f"els{opening}" if number else opening
            yield from rest
            yield closing

    def inner(self) -> Iterable[Node]:
        return self.cases


@dataclass(frozen=True)
class Redirect(Node):
    target: str
    keeps_copy: bool

    @property
    def extensions(self) -> frozenset[str]:  # type: ignore[override] # depends on the values
        return frozenset({"copy"} if self.keeps_copy else ())

    def lines(self) -> Iterator[str]:
        yield f"redirect {':copy ' if self.keeps_copy else ''}{quoted(self.target)};"


@dataclass(frozen=True)
class FileInto(Node):
    """Into a folder, which is made where it is missing."""

    folder: str
    extensions = frozenset({"fileinto", "mailbox"})

    def lines(self) -> Iterator[str]:
        yield f"fileinto :create {quoted(self.folder)};"


@dataclass(frozen=True)
class AddHeader(Node):
    name: str
    value: str
    extensions = frozenset({"editheader"})

    def lines(self) -> Iterator[str]:
        yield f"addheader {quoted(self.name)} {quoted(self.value)};"


@dataclass(frozen=True)
class AddFlag(Node):
    """flags: IMAP's, such as "\\Seen"; the mail gets them wherever it is stored afterwards (RFC 5232)."""

    flags: Sequence[str]
    extensions = frozenset({"imap4flags"})

    def lines(self) -> Iterator[str]:
        yield f"addflag {listed(self.flags)};"


@dataclass(frozen=True)
class Vacation(Node):
    """RFC 5230. addresses: others of the same person, which the mail may have been sent to. sender: what stands in
    From, "" for the address that the mail was sent to."""

    days: int
    subject: str
    text: str
    addresses: Sequence[str]
    sender: str = ""
    extensions = frozenset({"vacation"})

    def lines(self) -> Iterator[str]:
        addresses = f":addresses {listed(self.addresses)} " if self.addresses else ""
        sender = f":from {quoted(self.sender)} " if self.sender else ""
        yield f"vacation :days {self.days} :subject {quoted(self.subject)} {sender}{addresses}{block(self.text)};"


@dataclass(frozen=True)
class Plain(Node):
    """discard, stop or keep."""

    word: str

    def lines(self) -> Iterator[str]:
        yield f"{self.word};"


DISCARD, STOP, KEEP = Plain("discard"), Plain("stop"), Plain("keep")


def script(commands: Sequence[Node]) -> str:
    """Return the script's text, "" without commands."""
    if not commands:
        return ""
    needs = sorted(frozenset[str]().union(*(command.needs() for command in commands)))
    head = [f"require [{', '.join(map(quoted, needs))}];", ""] if needs else []
    return "".join(f"{line}\n" for line in (*head, *(line for command in commands for line in command.lines())))

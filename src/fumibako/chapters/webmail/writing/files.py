"""The attachments of a form: those that a draft or an answered mail has already, and those that are uploaded."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fumibako.chapters.webmail.letter import Letter
from fumibako.chapters.webmail.writing.answering import whole_mail
from fumibako.chapters.webmail.writing.draft import files_of
from fumibako.machine.formats.charsets import one_line
from fumibako.machine.formats.mime import File
from fumibako.machine.formats.numbers import number_of

MAX = 100
STORED, ORIGIN, WHOLE = "stored", "origin", "whole"


@dataclass(frozen=True)
class Offered:
    """An attachment that can be kept or left out. source: whose part it is; WHOLE: the answered mail itself."""

    source: str
    number: int
    bytes: int
    name: str

    @property
    def value(self) -> str:
        """What the form sends; name and size are there to be shown again."""
        return f"{self.source}:{self.number}:{self.bytes}:{self.name}"


def offered_of(letter: Letter, source: str) -> tuple[Offered, ...]:
    return tuple(
        Offered(source, each.number, each.bytes, each.name)
        for each in (letter.files if source == STORED else letter.attachments)
    )


def offered_whole(octets: bytes) -> tuple[Offered, ...]:
    return (Offered(WHOLE, 0, len(octets), whole_mail(octets).name),)


def kept(values: Sequence[str]) -> tuple[Offered, ...]:
    """Those that are ticked."""
    found = []
    for value in values[:MAX]:
        source, _, rest = value.partition(":")
        number, _, rest = rest.partition(":")
        octets, _, name = rest.partition(":")
        if source in (STORED, ORIGIN, WHOLE):
            found.append(Offered(source, number_of(number), number_of(octets), one_line(name)[:200]))
    return tuple(found)


def collected(ticked: Sequence[Offered], stored: bytes | None, origin: bytes | None) -> tuple[tuple[File, ...], bool]:
    """The ticked ones, and whether all of them are still there."""
    files: list[File] = []
    for source, octets in ((STORED, stored), (ORIGIN, origin)):
        numbers = [each.number for each in ticked if each.source == source]
        files += files_of(octets, numbers) if octets and numbers else ()
    if origin and any(each.source == WHOLE for each in ticked):
        files.append(whole_mail(origin))
    return tuple(files), len(files) == len(ticked)


def uploaded(files: Sequence[Any]) -> tuple[File, ...]:
    """files: Django's UploadedFile."""
    return tuple(
        File(_name(file.name or ""), (file.content_type or "").partition(";")[0].strip().lower(), file.read())
        for file in files[:MAX]
    )


def _name(name: str) -> str:
    """Never a path, one line."""
    return one_line(name.replace("\\", "/").rpartition("/")[2])[:200] or "file"

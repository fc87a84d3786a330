"""Looking at a site's files through the program that works on them."""

import contextlib
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings

from fumibako.chapters.hosting.files import errors
from fumibako.chapters.hosting.files.rules import check_text_size, space_of
from fumibako.chapters.hosting.files.texts import Text, read_text
from fumibako.chapters.hosting.sites.models import Site
from fumibako.machine.daemons.sites.control import (
    Filing,
    FilingRefused,
    Item,
    Listing,
    Parted,
    Progress,
    Sites,
    in_words,
)
from fumibako.machine.provision.client import AgentDown, AgentRefused


@contextlib.contextmanager
def opened(site: Site) -> Iterator[Filing]:
    """A conversation about the site's files. What goes wrong in it is raised in words: as FilesAway and what stands in
    errors.OF_CODES."""
    try:
        with Sites(settings.FUMIBAKO).filing(site.domain.name) as filing:
            yield filing
    except FilingRefused as refused:
        raise errors.refusal_of(refused) from refused
    except (AgentDown, AgentRefused) as error:
        raise (errors.FilesBusy if str(error) == "busy" else errors.FilesAway) from error


def listing(site: Site, folder: str, start: int) -> Listing:
    with opened(site) as filing:
        return filing.look(folder, start)


def found(site: Site, folder: str, words: str) -> tuple[list[Item], bool]:
    """What has these words in its name, and whether there may be more."""
    with opened(site) as filing:
        return filing.search(folder, words)


def item(site: Site, folder: str, name: str) -> Item:
    with opened(site) as filing:
        return filing.facts(folder, name)


def folders(site: Site) -> list[str]:
    """Where something can be put; of very many the first."""
    with opened(site) as filing:
        return filing.folders()


def progress_of(site: Site, file: Parted) -> Progress:
    """How much has come of a file that comes in parts. Raises whatever its place, its name and its size are refused
    for."""
    space = space_of(site)
    with opened(site) as filing:
        return filing.progress(file, space=space)


class Stream:
    """Content that is read while it is sent. Closed when it has been, or when the visitor is gone."""

    def __init__(self, pieces: Iterator[bytes], stack: contextlib.ExitStack) -> None:
        self._pieces, self._stack = pieces, stack

    def __iter__(self) -> Iterator[bytes]:
        with self._stack:
            yield from self._pieces

    def close(self) -> None:
        self._stack.close()


@dataclass(frozen=True)
class Sent:
    """mark: an entity tag (RFC 9110 section 8.8.3)."""

    size: int
    mark: str
    stream: Stream


def content(site: Site, folder: str, name: str) -> Sent:
    with contextlib.ExitStack() as stack:
        read = stack.enter_context(opened(site)).read(folder, name)
        mark = f'"{read.size:x}-{int(read.modified * 1000):x}"'
        return Sent(read.size, mark, Stream(read.pieces, stack.pop_all()))


def archive(site: Site, folder: str, names: Sequence[str]) -> Stream:
    """A ZIP file of these."""
    with contextlib.ExitStack() as stack:
        pieces = stack.enter_context(opened(site)).pour(folder, names)
        return Stream(pieces, stack.pop_all())


@dataclass(frozen=True)
class Opened:
    """A text and the digest of the file that it was read from."""

    text: Text
    digest: str


def text_of(site: Site, folder: str, name: str, charset: str = "") -> Opened:
    """Raises TextTooLarge, NotText."""
    shown = in_words(name)
    with opened(site) as filing:
        check_text_size(shown, filing.facts(folder, name).bytes)
        octets = b"".join(filing.read(folder, name).pieces)
    check_text_size(shown, len(octets))
    return Opened(read_text(shown, octets, charset), hashlib.sha256(octets).hexdigest())

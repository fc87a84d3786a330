"""Changing a site's files (D1). The program that does it has the site's user; nothing is kept here but the audit entry,
which is written when it is done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fumibako.chapters.hosting.files import errors
from fumibako.chapters.hosting.files.htaccess import NAME, check_htaccess
from fumibako.chapters.hosting.files.queries import opened
from fumibako.chapters.hosting.files.rules import check_text_size, space_of
from fumibako.chapters.hosting.files.texts import Text, write_text
from fumibako.chapters.hosting.sites.models import Site
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.rules import Refused
from fumibako.machine.daemons.sites.control import FilingRefused, Parted, Progress, in_words

NAMED = 20
"""So many of the names stand in an audit entry."""


@dataclass(frozen=True)
class Upload:
    """name: with the folders before it that are to be made."""

    name: str
    size: int
    pieces: Iterable[bytes]


@dataclass(frozen=True)
class Uploaded:
    """number: of the files that are there now; refused: the others, with why."""

    number: int
    refused: list[tuple[str, Refused]]


def upload(*, actor: Actor, site: Site, folder: str, files: Sequence[Upload], replaces: bool) -> Uploaded:
    """Each whole or not at all. Raises NothingChosen, SizeUnknown, FilesAway."""
    if not files:
        raise errors.NothingChosen
    space, done, refused = space_of(site), [], []
    with opened(site) as filing:
        for file in files:
            try:
                filing.write(folder, file.name, file.pieces, space=space, replaces=replaces)
            except FilingRefused as refusal:
                refused.append((file.name, errors.refusal_of(refusal)))
            else:
                space = max(0, space - file.size)
                done.append(file.name)
    if done:
        _note(actor, "file.upload", site, folder, done)
    return Uploaded(len(done), refused)


def add_part(*, actor: Actor, site: Site, file: Parted, offset: int, pieces: Iterable[bytes]) -> Progress:
    """The next part of a file (queries.progress_of says where it begins). Whole, the file is there; until then nothing
    is. Raises SizeUnknown, FilesAway."""
    space = space_of(site)
    with opened(site) as filing:
        progress = filing.add(file, offset, pieces, space=space)
    if progress.is_whole:
        _note(actor, "file.upload", site, file.folder, [file.name])
    return progress


def forget_parts(site: Site, file: Parted) -> None:
    """What has come of a file that is not wanted any more. Nothing that anybody could see has changed."""
    with opened(site) as filing:
        filing.forget(file)


def make_folder(*, actor: Actor, site: Site, folder: str, name: str) -> None:
    with opened(site) as filing:
        filing.make_folder(folder, name)
    _note(actor, "file.make_folder", site, folder, [name])


def make_file(*, actor: Actor, site: Site, folder: str, name: str) -> None:
    """An empty one."""
    with opened(site) as filing:
        filing.write(folder, name, (), space=space_of(site))
    _note(actor, "file.make", site, folder, [name])


def save_text(*, actor: Actor, site: Site, folder: str, name: str, text: Text, digest: str) -> None:
    """digest: of the file as it was read. Raises Changed if it is another one now, Unwritable, TextTooLarge,
    BrokenHtaccess."""
    octets, space = write_text(text), space_of(site)
    check_text_size(in_words(name), len(octets))
    if name == NAME and folder.partition("/")[0] == "htdocs":
        check_htaccess(site, octets, space)
    with opened(site) as filing:
        filing.write(folder, name, (octets,), space=space, replaces=True, digest=digest)
    _note(actor, "file.save", site, folder, [name])


def rename(*, actor: Actor, site: Site, folder: str, name: str, new: str) -> None:
    with opened(site) as filing:
        filing.rename(folder, name, new)
    _note(actor, "file.rename", site, folder, [name], new=new)


def move(*, actor: Actor, site: Site, folder: str, names: Sequence[str], into: str) -> None:
    with opened(site) as filing:
        filing.move(folder, names, into)
    _note(actor, "file.move", site, folder, names, into=into)


def copy(*, actor: Actor, site: Site, folder: str, names: Sequence[str], into: str, new: str = "") -> int:
    """new: another name for the one that is copied. How many were left behind: links, and what is no file."""
    with opened(site) as filing:
        skipped = filing.copy(folder, names, into, new=new, space=space_of(site))
    _note(actor, "file.copy", site, folder, names, into=into)
    return skipped


def delete(*, actor: Actor, site: Site, folder: str, names: Sequence[str]) -> None:
    """With all that is in them, for good."""
    with opened(site) as filing:
        filing.delete(folder, names)
    _note(actor, "file.delete", site, folder, names)


def set_mode(*, actor: Actor, site: Site, folder: str, names: Sequence[str], mode: int) -> None:
    with opened(site) as filing:
        filing.set_mode(folder, names, mode)
    _note(actor, "file.set_mode", site, folder, names, mode=f"{mode:03o}")


def pack(*, actor: Actor, site: Site, folder: str, names: Sequence[str], new: str) -> int:
    """Into a new ZIP file. How many were left out: links, and what is no file."""
    with opened(site) as filing:
        skipped = filing.pack(folder, names, new, space=space_of(site))
    _note(actor, "file.pack", site, folder, names, new=new)
    return skipped


def unpack(*, actor: Actor, site: Site, folder: str, name: str, into: str) -> int:
    """into: a new folder, "" for none. How many files and folders came out."""
    with opened(site) as filing:
        number = filing.unpack(folder, name, into, space=space_of(site))
    _note(actor, "file.unpack", site, folder, [name], into=into)
    return number


def _note(actor: Actor, action: str, site: Site, folder: str, names: Sequence[str], **details: object) -> None:
    named = [in_words(name) for name in names[:NAMED]]
    number = site.domain.customer.number
    folder = in_words(folder)
    details = {"folder": folder, "names": named, "number": len(names), **details}
    record(actor, action, site.domain.name, customer_number=number, **details)

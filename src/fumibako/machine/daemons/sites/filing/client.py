"""The side that asks: typed methods over a conversation with the filing program."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from fumibako.machine.daemons.sites.filing.wire import Wire


class FilingRefused(Exception):
    """code: why (walk.No); values: what it speaks of."""

    def __init__(self, code: str, values: dict[str, Any]) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True)
class Item:
    """kind: "folder", "file", "link" or "other". modified: seconds since 1970. folder: where it was found."""

    name: str
    kind: str
    bytes: int
    modified: float
    mode: int
    folder: str = ""


@dataclass(frozen=True)
class Listing:
    items: list[Item]
    total: int


@dataclass(frozen=True)
class Content:
    """modified: seconds since 1970. pieces: to be read to the end before anything else is asked."""

    size: int
    modified: float
    pieces: Iterator[bytes]


@dataclass(frozen=True)
class Parted:
    """A file that comes in parts. name: with the folders before it that are to be made. stamp: tells files of one size
    and place apart, and is the same when somebody goes on with it."""

    folder: str
    name: str
    size: int
    stamp: str
    replaces: bool = False


@dataclass(frozen=True)
class Progress:
    """offset: how much of it has come."""

    offset: int
    is_whole: bool


@dataclass(frozen=True)
class Filing:
    """folder: a path below the site ("htdocs/img"), "" for the site itself. space: how many bytes may be added. Every
    method raises FilingRefused and, where the program is gone, wire.Ended."""

    wire: Wire

    def look(self, folder: str, start: int = 0) -> Listing:
        done = self._do("look", folder=folder, start=start)
        return Listing([Item(**each) for each in done["items"]], done["total"])

    def facts(self, folder: str, name: str) -> Item:
        return Item(**self._do("facts", folder=folder, name=name))

    def search(self, folder: str, words: str) -> tuple[list[Item], bool]:
        """And whether there may be more."""
        done = self._do("search", folder=folder, words=words)
        return [Item(**each) for each in done["items"]], done["is_cut"]

    def folders(self) -> list[str]:
        """The paths of those that things can be put into; of very many the first."""
        folders: list[str] = self._do("folders")["folders"]
        return folders

    def read(self, folder: str, name: str) -> Content:
        done = self._do("read", folder=folder, name=name)
        return Content(done["bytes"], done["modified"], self.wire.drain())

    def pour(self, folder: str, names: Sequence[str]) -> Iterator[bytes]:
        """A ZIP archive."""
        self._do("pour", folder=folder, names=list(names))
        return self.wire.drain()

    def write(
        self, folder: str, name: str, pieces: Iterable[bytes], *, space: int, replaces: bool = False, digest: str = ""
    ) -> None:
        self.wire.say(
            {
                **{"deed": "write", "folder": folder, "name": name, "space": space},
                **{"replaces": replaces, "digest": digest},
            }
        )
        self.wire.pour(pieces)
        self._heard()

    def progress(self, file: Parted, *, space: int) -> Progress:
        """Raises FilingRefused for what will not be taken."""
        return Progress(**self._do("progress", **asdict(file), space=space))

    def add(self, file: Parted, offset: int, pieces: Iterable[bytes], *, space: int) -> Progress:
        """Of a part that does not begin where the last one ended nothing is taken."""
        self.wire.say({"deed": "add", **asdict(file), "offset": offset, "space": space})
        self.wire.pour(pieces)
        return Progress(**self._heard())

    def forget(self, file: Parted) -> None:
        """What has come of it."""
        self._do("forget", **asdict(file))

    def php_log(self, day: str, words: str, before: int | None) -> tuple[list[str], int]:
        done = self._do("php_log", day=day, words=words, before=before)
        return done["lines"], done["before"]

    def make_folder(self, folder: str, name: str) -> None:
        self._do("make_folder", folder=folder, name=name)

    def rename(self, folder: str, name: str, new: str) -> None:
        self._do("rename", folder=folder, name=name, new=new)

    def move(self, folder: str, names: Sequence[str], into: str) -> None:
        self._do("move", folder=folder, names=list(names), into=into)

    def relocate(self, folder: str, name: str, into: str, new: str) -> None:
        """In one step; `into` is made where only it is missing."""
        self._do("relocate", folder=folder, name=name, into=into, new=new)

    def copy(self, folder: str, names: Sequence[str], into: str, *, new: str = "", space: int) -> int:
        """How many were left behind: links, and what is no file."""
        return int(self._do("copy", folder=folder, names=list(names), into=into, new=new, space=space)["skipped"])

    def delete(self, folder: str, names: Sequence[str]) -> None:
        self._do("delete", folder=folder, names=list(names))

    def set_mode(self, folder: str, names: Sequence[str], mode: int) -> None:
        self._do("set_mode", folder=folder, names=list(names), mode=mode)

    def pack(self, folder: str, names: Sequence[str], new: str, *, space: int) -> int:
        """How many were left out."""
        return int(self._do("pack", folder=folder, names=list(names), new=new, space=space)["skipped"])

    def unpack(self, folder: str, name: str, into: str, *, space: int) -> int:
        """into: a new folder, "" for none. How many files and folders came out."""
        return int(self._do("unpack", folder=folder, name=name, into=into, space=space)["number"])

    def _do(self, deed: str, **values: object) -> dict[str, Any]:
        self.wire.say({"deed": deed, **values})
        return self._heard()

    def _heard(self) -> dict[str, Any]:
        answer = self.wire.hear()
        if "no" in answer:
            raise FilingRefused(str(answer["no"]), answer["values"])
        done: dict[str, Any] = answer["done"]
        return done

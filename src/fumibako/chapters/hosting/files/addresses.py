"""Where the pages of a folder and of a file are: what is meant stands in the query."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from fumibako.machine.daemons.sites.control import Item, in_words


@dataclass(frozen=True)
class Chosen:
    """A folder, and the names in it that something is to be done with."""

    folder: str
    names: tuple[str, ...] = ()

    @property
    def shown_folder(self) -> str:
        return in_words(self.folder)

    @property
    def shown_names(self) -> list[str]:
        return [in_words(name) for name in self.names]

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        """Each folder on the way: what it is called, and where its page is."""
        parts = self.folder.split("/") if self.folder else []
        return [(in_words(part), list_address("/".join(parts[: number + 1]))) for number, part in enumerate(parts)]

    @property
    def back(self) -> str:
        return list_address(self.folder)


def chosen(request: HttpRequest) -> Chosen:
    return Chosen(request.GET.get("folder", ""), tuple(request.GET.getlist("name")))


def address(page: str, folder: str, names: Iterable[str] = (), **further: object) -> str:
    query = [("folder", folder)] if folder else []
    query += [*(("name", name) for name in names), *((key, str(value)) for key, value in further.items())]
    return reverse(f"adminmenu:{page}") + (f"?{urlencode(query)}" if query else "")


def list_address(folder: str) -> str:
    return address("files", folder)


def item_address(folder: str, item: Item) -> str:
    """Of a folder: what is in it."""
    if item.kind == "folder":
        return list_address("/".join(filter(None, (folder, item.name))))
    return address("file", folder, (item.name,))

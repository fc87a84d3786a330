from collections.abc import Callable
from typing import Any

from fumibako.chapters.hosting.files import services
from fumibako.chapters.hosting.files.texts import Text
from fumibako.machine.daemons.sites.control import Parted
from tests.contracts.declared import PERSON, Answer, Contract
from tests.contracts.people import Office


def _use(service: Callable[..., Any], **given: Any) -> Callable[[Office], Any]:
    return lambda office: service(actor=PERSON, site=office.made.domain.site, folder="htdocs", **given)


def _use_site(service: Callable[..., Any], **given: Any) -> Callable[[Office], Any]:
    return lambda office: service(actor=PERSON, site=office.made.domain.site, **given)


FILE = Parted("htdocs", "a.txt", 1, "a")
CONTRACT = Contract(
    uses={
        services.upload: _use(services.upload, files=[services.Upload("a.txt", 1, [b"a"])], replaces=False),
        services.add_part: _use_site(services.add_part, file=FILE, offset=0, pieces=[b"a"]),
        services.make_folder: _use(services.make_folder, name="img"),
        services.make_file: _use(services.make_file, name="a.txt"),
        services.save_text: _use(services.save_text, name="a.txt", text=Text("a", "utf-8", "\n"), digest=""),
        services.rename: _use(services.rename, name="a.txt", new="b.txt"),
        services.move: _use(services.move, names=["a.txt"], into="private"),
        services.copy: _use(services.copy, names=["a.txt"], into="private"),
        services.delete: _use(services.delete, names=["a.txt"]),
        services.set_mode: _use(services.set_mode, names=["a.txt"], mode=0o600),
        services.pack: _use(services.pack, names=["a.txt"], new="a.zip"),
        services.unpack: _use(services.unpack, name="a.zip", into="a"),
    },
    posted_only=("adminmenu:upload_part",),
    looks=(
        "/admin/web/files/delete/?folder=htdocs&name=index.html",
        "/admin/web/files/rename/?folder=htdocs&name=index.html",
        "/admin/web/files/permissions/?folder=htdocs&name=index.html",
    ),
    # No agent stands behind the looks' site: what is typed stays, and the page says so.
    answers=(
        Answer("/admin/web/files/new-folder/?folder=htdocs", {"name": "img"}, 422),
        Answer("/admin/web/files/permissions/?folder=htdocs&name=a", {"mode": "999"}, 422),
        Answer("/admin/web/files/delete/?folder=htdocs&name=a", {"sure": "on"}, 422),
    ),
)

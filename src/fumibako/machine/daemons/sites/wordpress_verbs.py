"""What root does with a WordPress of a site when asked; always as the site's user."""

from collections.abc import Callable
from dataclasses import asdict

from fumibako.machine.daemons.sites import wordpress, wordpress_copies, wordpress_extensions
from fumibako.machine.daemons.sites.backup import is_folder
from fumibako.machine.daemons.sites.wordpress import VALUES, is_word
from fumibako.machine.daemons.sites.wordpress_copies import Installed, Staging
from fumibako.machine.formats.addresses import parse_domain
from fumibako.machine.provision.verb import Answer, Context, Refused, Request, Verb


def install_wordpress(context: Context, request: Request) -> Answer:
    """refused_wordpress: why not; "" where it is there."""
    wanted = {name: str(request[name]) for name in VALUES}
    domain, folder = parse_domain(request["domain"]), _folder(request["folder"])
    return _version(lambda: wordpress.install(context.config, domain, folder, wanted))


def _uninstall(context: Context, request: Request, answer: Answer) -> None:
    if not answer["refused_wordpress"]:
        wordpress.remove(context.config, parse_domain(request["domain"]), _folder(request["folder"]))


def update_wordpress(context: Context, request: Request) -> Answer:
    """refused_wordpress: why not; "" where it is the newest version."""
    domain, folder = parse_domain(request["domain"]), _folder(request["folder"])
    return _version(lambda: wordpress.update(context.config, domain, folder))


def stage_wordpress(context: Context, request: Request) -> Answer:
    """refused_wordpress: why not; "" where the copy is there."""
    staging = Staging(str(request["url"]), str(request["password"]))
    domain, source, target = parse_domain(request["domain"]), _place(request["source"]), _place(request["target"])
    left_out, space = _left_out(request), int(request["space"])

    def stage() -> str:
        wordpress_copies.stage(context.config, domain, source, target, staging, left_out, space)
        return ""

    return _version(stage)


def _unstage(context: Context, request: Request, answer: Answer) -> None:
    if not answer["refused_wordpress"]:
        wordpress_copies.unstage(context.config, parse_domain(request["domain"]), _place(request["target"]).folder)


def publish_wordpress(context: Context, request: Request) -> Answer:
    """refused_wordpress: why not; "" where visitors see it."""
    domain, source, target = parse_domain(request["domain"]), _place(request["source"]), _place(request["target"])
    left_out, space = _left_out(request), int(request["space"])

    def publish() -> str:
        wordpress_copies.publish(context.config, domain, source, target, left_out, space)
        return ""

    return _version(publish)


def remove_wordpress(context: Context, request: Request) -> Answer:
    wordpress.remove(context.config, parse_domain(request["domain"]), _folder(request["folder"]))
    return {}


def wordpress_parts(context: Context, request: Request) -> Answer:
    """The plugins and themes, after these were updated. refused_wordpress: why not."""
    domain, folder = parse_domain(request["domain"]), _folder(request["folder"])
    update = [(str(kind), str(key)) for kind, key in request["update"]]
    if not all(kind in wordpress_extensions.KINDS and wordpress_extensions.is_key(key) for kind, key in update):
        raise Refused("not a plugin or theme")
    try:
        found = wordpress_extensions.look(context.config, domain, folder, update)
    except wordpress.NotInstalled as error:
        return {"extensions": [], "is_known": False, "not_updated": [], "refused_wordpress": str(error)}
    return {**asdict(found), "refused_wordpress": ""}


def _version(work: Callable[[], str]) -> Answer:
    try:
        return {"version": work(), "refused_wordpress": ""}
    except wordpress.NotInstalled as error:
        return {"version": "", "refused_wordpress": str(error)}


def _folder(given: object) -> str:
    """Raises Refused."""
    folder = str(given)
    if folder and not is_word(folder):
        raise Refused("not a folder for WordPress")
    return folder


def _place(given: object) -> Installed:
    """Raises Refused."""
    if not isinstance(given, dict):
        raise Refused("not a WordPress")
    return Installed(_folder(given["folder"]), str(given["database"]))


def _left_out(request: Request) -> list[str]:
    """Raises Refused."""
    folders = [str(each) for each in request["left_out"]]
    if not all(is_folder(f"htdocs/{each}") for each in folders):
        raise Refused("not folders of a site")
    return folders


VERBS = (
    Verb(install_wordpress, ("background",), unheard=_uninstall),
    Verb(update_wordpress, ("background",)),
    Verb(stage_wordpress, ("background",), unheard=_unstage),
    Verb(publish_wordpress, ("background",)),
    Verb(remove_wordpress, ("background",)),
    Verb(wordpress_parts, ("background",)),
)

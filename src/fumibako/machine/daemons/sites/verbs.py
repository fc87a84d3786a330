"""What root does with sites' files; in a customer's directory always as the site's user."""

import contextlib
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from socket import socket
from threading import Lock

from fumibako.machine.daemons.counted import Counted
from fumibako.machine.daemons.job_files import opened_file
from fumibako.machine.daemons.mariadb import copying
from fumibako.machine.daemons.own import PYTHON
from fumibako.machine.daemons.sites import (
    backup,
    cron,
    filing,
    keys,
    logs,
    scans,
    statistics,
    tree,
    usage,
    wordpress_verbs,
)
from fumibako.machine.daemons.supervisor.control import NotRunning, Supervisor
from fumibako.machine.formats.addresses import parse_domain
from fumibako.machine.provision.verb import Answer, Context, Refused, Request, Verb
from fumibako.machine.system.run import CommandFailed

CONVERSATION_SECONDS = 3600.0
MAX_CONVERSATIONS = 3
_COUNTED = Counted()
_talking: Counter[str] = Counter()
_talking_lock = Lock()
_scanning = Lock()


def site_bytes(context: Context, request: Request) -> Answer:
    """anew: counted now, however long that takes."""
    domain = parse_domain(request["domain"])
    site = tree.live_site(context.config, domain)

    def count() -> int:
        return usage.count(context.config, domain, site.uid)

    if request.get("anew") is True:
        return {"bytes": _COUNTED.bytes_anew(domain, count, usage.COUNTING_SECONDS)}
    return {"bytes": _COUNTED.bytes_of(domain, count)}


def site_log(context: Context, request: Request) -> Answer:
    """Lines of one of the site's own logs."""
    before = request["before"]
    asked = logs.Asked(str(request["kind"]), str(request["day"]), str(request["words"]), before and int(before))
    domain, host = parse_domain(request["domain"]), parse_domain(request["host"])
    if host != domain and not host.endswith(f".{domain}"):
        raise ValueError("not a host of the site")
    read = logs.read(context.config.host_logs(domain, host), asked)
    return {"lines": read.lines, "before": read.before}


def site_day(context: Context, request: Request) -> Answer:
    """The figures of a day of visits."""
    domain, day = parse_domain(request["domain"]), str(request["day"])
    date.fromisoformat(day)
    return statistics.count(context.config.site_logs(domain), day, tree.live_site(context.config, domain).uid)


def put_logs_aside(context: Context, request: Request) -> Answer:
    """Every site's logs until now are those of that day; Apache begins new ones."""
    day, today = str(request["day"]), date.fromisoformat(str(request["today"]))
    date.fromisoformat(day)
    for directory in context.config.site_logs("x").parent.iterdir():
        for each in (directory, *(directory.iterdir() if directory.is_dir() else ())):
            if each.is_dir() and not each.is_symlink():
                logs.put_aside(each, day, today)
        with contextlib.suppress(tree.NoSite, CommandFailed):
            gate, uid = context.config.site(directory.name), tree.live_site(context.config, directory.name).uid
            logs.shorten_php_log(gate, uid)
            tree.forget_parts(gate, uid)
    with contextlib.suppress(NotRunning):
        Supervisor(context.config).signal("apache", "USR1")
    return {}


def site_files(context: Context, request: Request) -> Answer:
    """A conversation about the site's files with a program that has the site's user and no other right. Raises Refused
    for a suspended site, and "busy" for one with MAX_CONVERSATIONS."""
    domain = parse_domain(request["domain"])
    if tree.live_site(context.config, domain).is_suspended:
        raise Refused("suspended")
    with _talking_lock:
        if _talking[domain] >= MAX_CONVERSATIONS:
            raise Refused("busy")
    return {}


@contextlib.contextmanager
def _place(domain: str) -> Iterator[bool]:
    """Whether there is still a place for one more conversation, which it then has."""
    with _talking_lock:
        is_free = _talking[domain] < MAX_CONVERSATIONS
        _talking[domain] += is_free
    try:
        yield is_free
    finally:
        with _talking_lock:
            _talking[domain] -= is_free
            if not _talking[domain]:
                del _talking[domain]


def _converse(context: Context, request: Request, connection: socket) -> None:
    """Of several that were let in at once, those without a place end."""
    domain = parse_domain(request["domain"])
    with _place(domain) as is_free:
        if is_free:
            _talk(context, domain, connection)


def _talk(context: Context, domain: str, connection: socket) -> None:
    uid = tree.live_site(context.config, domain).uid
    process = subprocess.Popen(
        (sys.executable, "-S", "-m", filing.__name__),
        stdin=connection.fileno(),
        stdout=subprocess.PIPE,
        user=uid,
        group=uid,
        extra_groups=(),
        cwd=context.config.site(domain),
        env={**PYTHON, "LC_ALL": "C.UTF-8"},
    )
    try:
        said, _ = process.communicate(timeout=CONVERSATION_SECONDS)
        _COUNTED.changed(domain, int(said or 0))
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


def remove_site(context: Context, request: Request) -> Answer:
    """Raises Refused for a site that is live."""
    domain = parse_domain(request["domain"])
    with context.lock:
        if context.config.live_scope("apache", domain).is_symlink():
            raise Refused(f"{domain} is live")
    keys.forget_all(context.config, domain)
    tree.remove(context.config, domain)
    return {}


def make_backup(context: Context, request: Request) -> Answer:
    domain, databases = parse_domain(request["domain"]), [str(each) for each in request["databases"]]
    made = backup.make(context.config, domain, str(request["name"]), databases)
    return {"bytes": made.bytes, "folders": list(made.folders), "left_out": list(made.left_out)}


def restore_backup(context: Context, request: Request) -> Answer:
    """refused_restore: why it went no further; "" where all of it is there again."""
    folder, database = str(request["folder"]), str(request["database"])
    domain, name = parse_domain(request["domain"]), str(request["name"])
    try:
        backup.restore(context.config, domain, name, folder=folder, database=database)
    except (backup.NoBackup, copying.Unloadable) as error:
        return {"refused_restore": str(error)}
    finally:
        _COUNTED.changed(domain, 0)
    return {"refused_restore": ""}


def weigh_backup(context: Context, request: Request) -> Answer:
    """refused_restore: why it cannot be restored; else what that means for the disk."""
    folders, databases = [str(each) for each in request["folders"]], [str(each) for each in request["databases"]]
    domain, name = parse_domain(request["domain"]), str(request["name"])
    try:
        weight = backup.weigh(context.config, domain, name, folders, databases)
    except backup.NoBackup as error:
        return {"holds": 0, "replaces": 0, "refused_restore": str(error)}
    return {**asdict(weight), "refused_restore": ""}


def adopt_backup(context: Context, request: Request) -> Answer:
    """From a file of the jobs, or of the site where a path is given. refused_backup: why not; "" where it is kept."""
    domain, path, name = parse_domain(request["domain"]), str(request["path"]), str(request["name"])
    try:
        opened = (
            backup.opened_in_site(context.config, domain, path)
            if path
            else opened_file(context.config, request["file"])
        )
        with opened as source:
            kept = backup.adopt(context.config, domain, name, source)
    except backup.NoBackup as error:
        return {"bytes": 0, "folders": [], "databases": [], "refused_backup": str(error)}
    return {**asdict(kept), "refused_backup": ""}


def load_dump(context: Context, request: Request) -> Answer:
    """A database from an SQL file of the site, packed or not. refused_statement: why it went no further, or "".
    too_large: how many bytes it has, where there is no room for them and nothing was done."""
    domain, path, database = parse_domain(request["domain"]), str(request["path"]), str(request["database"])
    empties, space = request["empties"] is True, int(request["space"])
    try:
        backup.load_dump(context.config, domain, path, database, empties=empties, space=space)
    except backup.TooLarge as error:
        return {"refused_statement": "", "too_large": error.bytes}
    except (backup.NoBackup, copying.Unloadable) as error:
        return {"refused_statement": str(error), "too_large": 0}
    return {"refused_statement": "", "too_large": 0}


def run_script(context: Context, request: Request) -> Answer:
    """code: None where its time was over. Raises Refused for a suspended site."""
    domain, path = parse_domain(request["domain"]), str(request["path"])
    if not cron.is_script(path):
        raise Refused("not a script of a site")
    if tree.live_site(context.config, domain).is_suspended:
        raise Refused("suspended")
    return asdict(cron.run_script(context.config, domain, path))


def scan_site(context: Context, request: Request) -> Answer:
    """Which files of the site clamd finds something in. One site at a time: mail needs clamd, too."""
    domain = parse_domain(request["domain"])
    with _scanning:
        return asdict(scans.scan(context.config, domain))


def remove_backup(context: Context, request: Request) -> Answer:
    backup.remove(context.config, parse_domain(request["domain"]), str(request["name"]))
    return {}


def keep_site_key(context: Context, request: Request) -> Answer:
    """Keep a private key for a certificate of a site that is live."""
    domain = parse_domain(request["domain"])
    tree.live_site(context.config, domain)
    with context.lock:
        keys.keep(context.config, domain, str(request["name"]), str(request["pem"]))
    return {}


def forget_site_keys(context: Context, request: Request) -> Answer:
    """Delete the site's keys but for these, and for new ones."""
    domain, used = parse_domain(request["domain"]), [str(name) for name in request["used"]]
    with context.lock:
        return {"deleted": keys.forget_unused(context.config, domain, used)}


VERBS = (
    Verb(site_bytes, ("background", "web")),
    Verb(site_log, ("web",)),
    Verb(site_day, ("background",)),
    Verb(put_logs_aside, ("background",)),
    Verb(site_files, ("web",), then=_converse),
    Verb(remove_site, ("worker",)),
    Verb(make_backup, ("background",)),
    Verb(weigh_backup, ("background",)),
    Verb(restore_backup, ("background",)),
    Verb(adopt_backup, ("background",)),
    Verb(load_dump, ("background",)),
    *wordpress_verbs.VERBS,
    Verb(run_script, ("background",)),
    Verb(scan_site, ("background",)),
    Verb(remove_backup, ("background", "web")),
    Verb(keep_site_key, ("background", "web")),
    Verb(forget_site_keys, ("background",)),
)

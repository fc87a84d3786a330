"""What root does with mailboxes: count, repair, search and remove them."""

import secrets
import time
from collections.abc import Iterable

from fumibako.machine.conf import Config
from fumibako.machine.daemons.dovecot import counting, filing, mailstore, reporting, restoring
from fumibako.machine.daemons.dovecot.control import MAX_COUNTED
from fumibako.machine.daemons.dovecot.doveadm import count_some, mail_directory, run_doveadm
from fumibako.machine.daemons.dovecot.render import PLUGINS
from fumibako.machine.daemons.filterd.marks import LONGEST_SECONDS, STAMP, parse_mark
from fumibako.machine.daemons.searchd.control import index_file
from fumibako.machine.formats.addresses import parse_address, parse_domain
from fumibako.machine.provision.verb import Answer, Context, Refused, Request, Verb
from fumibako.machine.system import failpoints
from fumibako.machine.system.run import run

USAGE_SECONDS = 10.0
EACH_SECONDS = 14.0  # who asks waits for 15
REMOVING_SECONDS = 50.0  # the worker waits a minute, and tries again if something is left


def mailbox_usage(context: Context, request: Request) -> Answer:
    address = parse_address(request["address"])
    arguments = ("-f", "tab", "mailbox", "status", "-u", address, "messages vsize unseen", "*")
    listed = run_doveadm(context.config, *arguments, seconds=USAGE_SECONDS)
    return dict(_added(line.split("\t") for line in listed.splitlines()[1:]))


def usage_of_each(context: Context, request: Request) -> Answer:
    """Of all mailboxes of a domain by one command. One that Dovecot cannot read is left out (and named on its
    stderr)."""
    arguments = ("-f", "tab", "mailbox", "status", "-u", f"*@{parse_domain(request['domain'])}")
    listed = run_doveadm(context.config, *arguments, "messages vsize unseen", "*", seconds=EACH_SECONDS)
    folders: dict[str, list[list[str]]] = {}
    for line in listed.splitlines()[1:]:
        address, *folder = line.split("\t")
        folders.setdefault(address, []).append(folder)
    return {"usage": {address: _added(found) for address, found in folders.items()}}


def _added(folders: Iterable[list[str]]) -> dict[str, int]:
    usage = {"messages": 0, "bytes": 0, "unseen": 0, "spam_bytes": 0}
    for folder, messages, unseen, size in folders:
        if folder == "Junk":
            usage["spam_bytes"] += int(size)
            continue
        usage["messages"] += int(messages)
        usage["unseen"] += int(unseen)
        usage["bytes"] += int(size)
    return usage


def domain_bytes(context: Context, request: Request) -> Answer:
    return {"bytes": sum(counting.bytes_of_each(context.config, parse_domain(request["domain"])).values())}


def bytes_of_domains(context: Context, request: Request) -> Answer:
    sums = counting.bytes_of_domains(context.config)
    return {"bytes": sums.bytes, "uncounted": sorted(sums.uncounted)}


def bytes_of_each(context: Context, request: Request) -> Answer:
    return {"bytes": counting.bytes_of_each(context.config, parse_domain(request["domain"]))}


def recount_domain(context: Context, request: Request) -> Answer:
    return {"wrong": counting.recount(context.config, parse_domain(request["domain"]))}


def bytes_of_some(context: Context, request: Request) -> Answer:
    addresses = [parse_address(each) for each in request["addresses"]]
    if not 0 < len(addresses) <= MAX_COUNTED:
        raise Refused(f"1 to {MAX_COUNTED} mailboxes")
    return {"bytes": count_some(context.config, addresses)}


def repair_mailbox(context: Context, request: Request) -> Answer:
    run_doveadm(context.config, "force-resync", "-u", parse_address(request["address"]), "*")
    return {}


def remove_mailbox(context: Context, request: Request) -> Answer:
    """Runs as the mail store's user, who owns these directories: a link placed there leads root nowhere."""
    address = parse_address(request["address"])
    directory = mail_directory(context.config, address)
    removed = f".gone-{directory.name}-"
    if directory.is_dir():  # renamed in one step: a new account of the same name starts empty
        target = directory.with_name(f"{removed}{secrets.token_hex(8)}")
        _run_as_mail(context.config, "mv", "-T", "--", str(directory), str(target))
    counting.forget(context.config, address)
    index = index_file(context.config, address)
    files = (str(index), *(f"{index}-{ending}" for ending in ("wal", "shm")))
    run(("rm", "-f", "--", *files), seconds=REMOVING_SECONDS, uid=context.config.uids.searchd)
    failpoints.reach("agent.before_unlinking")
    if directory.parent.is_dir():
        left = [str(path) for path in directory.parent.iterdir() if path.name.startswith(removed)]
        _run_as_mail(context.config, "rm", "-rf", "--", *left)
    return {}


def forget_search(context: Context, request: Request) -> Answer:
    run_doveadm(context.config, "fts", "rescan", "-u", parse_address(request["address"]), seconds=REMOVING_SECONDS)
    return {}


def holds_mail(context: Context, request: Request) -> Answer:
    """Searches for the filter's stamp; doveadm-search-query(7)."""
    mark = parse_mark(request["queue_id"])
    local_part, _, domain = request["address"].rpartition("@")
    address = parse_address(f"{local_part.partition('+')[0]}@{domain}")
    if not mail_directory(context.config, address).is_dir():
        return {"holds": False}
    since = str(int(time.time()) - LONGEST_SECONDS)
    query = ("mailbox", "*", "savedsince", since, "header", STAMP, f"{mark};")
    unindexed = ("-o", f"mail_plugins={PLUGINS}")  # the answer must not wait for searchd
    return {"holds": bool(run_doveadm(context.config, *unindexed, "search", "-u", address, *query).strip())}


def _run_as_mail(config: Config, *argv: str) -> None:
    """Raises CommandFailed."""
    run(argv, seconds=REMOVING_SECONDS, uid=config.uids.mail)


VERBS = (
    Verb(mailbox_usage, ("background", "web")),
    Verb(usage_of_each, ("web",)),
    Verb(domain_bytes, ("background", "web")),
    Verb(bytes_of_each, ("background", "web")),
    Verb(bytes_of_domains, ("background",)),
    Verb(recount_domain, ("background",)),
    Verb(bytes_of_some, ("web",)),
    Verb(repair_mailbox, ("background", "web")),
    Verb(remove_mailbox, ("worker",)),
    Verb(forget_search, ("searchd",)),
    Verb(holds_mail, ("filterd",)),
    *filing.VERBS,
    *mailstore.VERBS,
    *reporting.VERBS,
    *restoring.VERBS,
)

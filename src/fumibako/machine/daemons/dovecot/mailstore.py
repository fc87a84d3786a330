"""What root does with the mails themselves: list, count, move and delete them, one mailbox at a time (doveadm(1))."""

import json
import re
from datetime import date

from fumibako.machine.daemons.dovecot.control import ARCHIVE
from fumibako.machine.daemons.dovecot.doveadm import run_doveadm
from fumibako.machine.formats.addresses import parse_address
from fumibako.machine.provision.verb import Answer, Context, Request, Verb

SECONDS = 50.0
MAX_LISTED = 200
MAX_MOVED = 500
SPAM = "Junk"
_FOLDER = re.compile(r'(?!-)[^\x00-\x1f\x7f*%"\\]{1,200}')  # doveadm takes options anywhere
_LISTED = "uid hdr.from hdr.subject hdr.x-fumibako-spam date.received.unixtime size.virtual"


class BadFolder(ValueError):
    """No name of a folder, or one that doveadm would read as a pattern."""


def spam_mails(context: Context, request: Request) -> Answer:
    """The newest mails of the spam folder, as far as MAX_LISTED."""
    address = parse_address(request["address"])
    status = _doveadm(context, "-f", "tab", "mailbox", "status", "-u", address, "messages", SPAM)
    number = int(status.splitlines()[1].split("\t")[1])
    if not number:
        return {"mails": [], "number": 0}
    query = ("mailbox", SPAM, f"{max(1, number - MAX_LISTED + 1)}:*")
    rows = json.loads(_doveadm(context, "-f", "json", "fetch", "-u", address, _LISTED, *query) or "[]")
    return {"mails": rows[::-1], "number": number}


def release_spam(context: Context, request: Request) -> Answer:
    """Move mails of the spam folder to the inbox, unread."""
    address, uids = parse_address(request["address"]), parse_uids(request["uids"], most=MAX_MOVED)
    _doveadm(context, "move", "-u", address, "INBOX", "mailbox", SPAM, "uid", ",".join(map(str, uids)))
    return {}


def old_mails(context: Context, request: Request) -> Answer:
    """How many mails of each folder were received before a day, and their size in bytes."""
    address, day = parse_address(request["address"]), date.fromisoformat(request["before"])
    listed = _doveadm(
        context, "-f", "tab", "fetch", "-u", address, "mailbox size.virtual", "mailbox", "*", "before", day.isoformat()
    )
    folders: dict[str, list[int]] = {}
    for line in listed.splitlines()[1:]:
        folder, _, size = line.rpartition("\t")
        found = folders.setdefault(folder, [0, 0])
        found[0] += 1
        found[1] += int(size)
    return {"folders": [[name, *found] for name, found in sorted(folders.items())]}


def delete_old_mails(context: Context, request: Request) -> Answer:
    address, day = parse_address(request["address"]), date.fromisoformat(request["before"])
    folder = parse_folder(request["folder"])
    _doveadm(context, "expunge", "-u", address, "mailbox", folder, "before", day.isoformat())
    return {}


def archive_old_mails(context: Context, request: Request) -> Answer:
    """Move a folder's mails that were received before a day into a folder for each year. How many there were."""
    address, day = parse_address(request["address"]), date.fromisoformat(request["before"])
    folder = parse_folder(request["folder"])
    query = ("mailbox", folder, "before", day.isoformat())
    received = _doveadm(context, "-f", "tab", "fetch", "-u", address, "date.received", *query).splitlines()[1:]
    there = _doveadm(context, "mailbox", "list", "-u", address).splitlines()
    for year in sorted({int(line[:4]) for line in received}):
        target, end = f"{ARCHIVE}/{year}", min(day, date(year + 1, 1, 1))
        if target not in there:
            _doveadm(context, "mailbox", "create", "-s", "-u", address, target)
        _doveadm(context, "move", "-u", address, target, "mailbox", folder, "before", end.isoformat())
    return {"number": len(received)}


def empty_mailbox(context: Context, request: Request) -> Answer:
    """Delete every mail; folders stay."""
    _doveadm(context, "expunge", "-u", parse_address(request["address"]), "mailbox", "*", "all")
    return {}


def parse_folder(raw: object) -> str:
    """Raises BadFolder."""
    if not isinstance(raw, str) or not _FOLDER.fullmatch(raw):
        raise BadFolder(f"no folder: {str(raw)[:60]!r}")
    return raw


def parse_uids(raw: object, *, most: int) -> list[int]:
    """Raises ValueError."""
    if not isinstance(raw, list) or not 0 < len(raw) <= most or not all(type(uid) is int for uid in raw):
        raise ValueError("no list of UIDs")
    return raw


def _doveadm(context: Context, *arguments: str) -> str:
    return run_doveadm(context.config, *arguments, seconds=SECONDS)


VERBS = tuple(
    Verb(function, ("background", "web"))
    for function in (spam_mails, release_spam, old_mails, delete_old_mails, archive_old_mails, empty_mailbox)
)

"""What root does for nightly copies (B17): made, looked into and brought back as the mail store's user."""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from fumibako.machine.daemons import own
from fumibako.machine.daemons.dovecot.doveadm import run_doveadm
from fumibako.machine.daemons.dovecot.mailstore import BadFolder
from fumibako.machine.formats.addresses import parse_address, parse_domain
from fumibako.machine.provision.verb import Answer, Context, Request, Verb
from fumibako.machine.system.run import run

SECONDS, COPYING_SECONDS = 50.0, 3600.0
MAX_RESTORED = 500
MAX_LISTED = 200
_LISTED = "uid date.received.unixtime size.virtual hdr.from hdr.subject"
TRASH = "Trash"
_FOLDER = re.compile(r'(?!-)[^\x00-\x1f\x7f*%"\\]{1,200}')  # doveadm takes options anywhere


def copy_mailboxes(context: Context, request: Request) -> Answer:
    return _as_mail(context, "copy", parse_domain(request["domain"]), _day(request), seconds=COPYING_SECONDS)


def forget_copies(context: Context, request: Request) -> Answer:
    return _as_mail(context, "forget", _day(request), seconds=COPYING_SECONDS)


def copied_days(context: Context, request: Request) -> Answer:
    return {"days": _as_mail(context, "days", parse_domain(request["domain"]))}


def copied_folders(context: Context, request: Request) -> Answer:
    """How many mails each folder of a copy has, and how many of them the mailbox has no more."""
    address, path = _opened(context, request)
    there, now = _mails(context, address, path), _mails(context, address)
    known, known_in_trash = _known(now), {mail["guid"] for mail in now}
    folders: dict[str, list[int]] = {}
    for mail in there:
        found = folders.setdefault(mail["mailbox"], [0, 0])
        found[0] += 1
        found[1] += mail["guid"] not in (known_in_trash if mail["mailbox"] == TRASH else known)
    names = _doveadm(context, "-o", f"mail_location=sdbox:{path}", "mailbox", "list", "-u", address).splitlines()
    return {"folders": [[name, *folders.get(name, [0, 0])] for name in sorted(names)]}


def missing_mails(context: Context, request: Request) -> Answer:
    """UIDs in the copy of a folder's mails that the mailbox has no more, or only in its trash. The folder is made where
    it is gone."""
    (address, path), folder = _opened(context, request), _folder(request)
    uids = _missing(context, address, path, folder)
    if folder not in _doveadm(context, "mailbox", "list", "-u", address).splitlines():
        _doveadm(context, "mailbox", "create", "-s", "-u", address, folder)
    return {"uids": uids}


def lost_mails(context: Context, request: Request) -> Answer:
    """The same mails, to be chosen from: the newest MAX_LISTED with senders and subjects, and how many there are."""
    (address, path), folder = _opened(context, request), _folder(request)
    uids = sorted(_missing(context, address, path, folder))
    if not uids:
        return {"mails": [], "number": 0}
    query = ("mailbox", folder, "uid", ",".join(map(str, uids[-MAX_LISTED:])))
    place = ("-o", f"mail_location=sdbox:{path}")
    rows = json.loads(_doveadm(context, *place, "-f", "json", "fetch", "-u", address, _LISTED, *query) or "[]")
    return {"mails": rows[::-1], "number": len(uids)}


def restore_mails(context: Context, request: Request) -> Answer:
    """With their flags and dates; on one file system as links, which cost no room."""
    (address, path), folder, uids = _opened(context, request), _folder(request), request["uids"]
    if not isinstance(uids, list) or not 0 < len(uids) <= MAX_RESTORED or not all(type(uid) is int for uid in uids):
        raise ValueError("no list of UIDs")
    query = ("mailbox", folder, "uid", ",".join(map(str, uids)))
    _doveadm(context, "import", "-s", "-u", address, f"sdbox:{path}", "", *query)
    return {}


def _opened(context: Context, request: Request) -> tuple[str, str]:
    """The address, and where a copy of its copy is."""
    address = parse_address(request["address"])
    local_part, _, domain = address.partition("@")
    return address, str(_as_mail(context, "open", domain, local_part, _day(request))["path"])


def _missing(context: Context, address: str, path: str, folder: str) -> list[int]:
    now = _mails(context, address)
    known = {mail["guid"] for mail in now} if folder == TRASH else _known(now)
    return [int(mail["uid"]) for mail in _mails(context, address, path, folder) if mail["guid"] not in known]


def _mails(context: Context, address: str, path: str = "", folder: str = "*") -> list[dict[str, str]]:
    place = ("-o", f"mail_location=sdbox:{path}") if path else ()
    query = ("mailbox uid guid", "mailbox", folder, "all")
    found: list[dict[str, str]] = json.loads(
        _doveadm(context, *place, "-f", "json", "fetch", "-u", address, *query) or "[]"
    )
    return found


def _known(mails: Iterable[dict[str, str]]) -> set[str]:
    """What lies in the trash may be had back as well."""
    return {mail["guid"] for mail in mails if mail["mailbox"] != TRASH}


def _day(request: Request) -> str:
    return date.fromisoformat(request["day"]).isoformat()


def _folder(request: Request) -> str:
    folder = request["folder"]
    if not isinstance(folder, str) or not _FOLDER.fullmatch(folder):
        raise BadFolder(f"no folder: {str(folder)[:60]!r}")
    return folder


def _as_mail(context: Context, what: str, *arguments: str, seconds: float = SECONDS) -> dict[str, Any]:
    """Raises CommandFailed."""
    config = context.config
    module = "fumibako.machine.daemons.dovecot.copying"
    words = (*_environment(), sys.executable, "-m", module, what, str(config.mail_store), *arguments)
    answer: dict[str, Any] = json.loads(run(words, seconds=seconds, uid=config.uids.mail))
    return answer


def _environment() -> Iterator[str]:
    yield "/usr/bin/env"
    yield from (f"{name}={value}" for name, value in own.PYTHON.items())


def _doveadm(context: Context, *arguments: str) -> str:
    return run_doveadm(context.config, *arguments, seconds=SECONDS)


VERBS = (
    Verb(copy_mailboxes, ("background",)),
    Verb(forget_copies, ("background",)),
    Verb(copied_days, ("background", "web")),
    Verb(copied_folders, ("background", "web")),
    Verb(missing_mails, ("background",)),
    Verb(lost_mails, ("web",)),
    Verb(restore_mails, ("background",)),
)

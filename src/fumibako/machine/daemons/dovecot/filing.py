"""What root does to put mails of the inbox into folders: read their fields, flag and move them (C5)."""

import json
import re

from fumibako.machine.daemons.dovecot.control import FLAGGED, MAX_FILED, SEEN
from fumibako.machine.daemons.dovecot.doveadm import run_doveadm
from fumibako.machine.daemons.dovecot.mailstore import parse_folder, parse_uids
from fumibako.machine.formats.addresses import parse_address
from fumibako.machine.provision.verb import Answer, Context, Request, Verb

SECONDS = 50.0
MAX_HEADERS = 300
_INBOX = "INBOX"
_GUID = re.compile(r"[0-9a-f]{32}")
_HEADER = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_ADDRESSES = "hdr.from.address hdr.to.address hdr.cc.address"


def inbox_uids(context: Context, request: Request) -> Answer:
    address = parse_address(request["address"])
    listed = _doveadm(context, "-f", "tab", "fetch", "-u", address, "uid", "mailbox", _INBOX)
    return {"uids": [int(line) for line in listed.splitlines()[1:]]}


def inbox_fields(context: Context, request: Request) -> Answer:
    """Addresses and header fields of the mails between two UIDs, decoded. What a mail has several times
    is joined by line ends."""
    address, names = parse_address(request["address"]), request["names"]
    first, last = parse_uids([request["first"], request["last"]], most=2)
    if not isinstance(names, list) or len(names) > MAX_HEADERS or not all(map(_HEADER.fullmatch, names)):
        raise ValueError("no names of header fields")
    wanted = " ".join(("uid", "guid", _ADDRESSES, *(f"hdr.{name}.utf8" for name in names)))
    query = ("mailbox", _INBOX, "uid", f"{first}:{last}")
    return {"mails": json.loads(_doveadm(context, "-f", "json", "fetch", "-u", address, wanted, *query) or "[]")}


def flag_inbox_mails(context: Context, request: Request) -> Answer:
    address, uids = parse_address(request["address"]), parse_uids(request["uids"], most=MAX_FILED)
    if (flag := request["flag"]) not in (SEEN, FLAGGED):
        raise ValueError("no such flag")
    _doveadm(context, "flags", "add", "-u", address, flag, "mailbox", _INBOX, "uid", _set_of(uids))
    return {}


def file_inbox_mails(context: Context, request: Request) -> Answer:
    """Move mails of the inbox into a folder, which is made where it is missing."""
    address, uids = parse_address(request["address"]), parse_uids(request["uids"], most=MAX_FILED)
    folder = parse_folder(request["folder"])
    if folder not in _doveadm(context, "mailbox", "list", "-u", address).splitlines():
        _doveadm(context, "mailbox", "create", "-s", "-u", address, folder)
    _doveadm(context, "move", "-u", address, folder, "mailbox", _INBOX, "uid", _set_of(uids))
    return {}


def take_back_mails(context: Context, request: Request) -> Answer:
    """Move mails of a folder into the inbox; those that are no longer there are left out."""
    address, folder, guids = parse_address(request["address"]), parse_folder(request["folder"]), request["guids"]
    if not isinstance(guids, list) or not 0 < len(guids) <= MAX_FILED or not all(map(_is_guid, guids)):
        raise ValueError("no list of GUIDs")
    wanted = " or guid ".join(guids).split()
    if folder in _doveadm(context, "mailbox", "list", "-u", address).splitlines():
        _doveadm(context, "move", "-u", address, _INBOX, "mailbox", folder, "(", "guid", *wanted, ")")
    return {}


def _is_guid(raw: object) -> bool:
    return isinstance(raw, str) and _GUID.fullmatch(raw) is not None


def _set_of(uids: list[int]) -> str:
    return ",".join(map(str, uids))


def _doveadm(context: Context, *arguments: str) -> str:
    return run_doveadm(context.config, *arguments, seconds=SECONDS)


VERBS = (
    Verb(inbox_uids, ("background", "web")),
    Verb(inbox_fields, ("background", "web")),
    Verb(flag_inbox_mails, ("background",)),
    Verb(file_inbox_mails, ("background",)),
    Verb(take_back_mails, ("background",)),
)

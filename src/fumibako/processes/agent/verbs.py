"""What the agent does for others, and who may ask for what."""

import base64
import json
import logging
import secrets
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from fumibako.machine.conf import Config
from fumibako.machine.daemons.filterd import poison
from fumibako.machine.daemons.filterd.marks import LONGEST_SECONDS, STAMP, parse_mark
from fumibako.machine.daemons.postfix import queue
from fumibako.machine.daemons.tables.dovecot import ACCOUNTS
from fumibako.machine.formats.addresses import parse_address, parse_domain
from fumibako.machine.provision.engine import Engine, Rendered
from fumibako.machine.provision.service import File
from fumibako.machine.provision.table import Row
from fumibako.machine.state import Aspect, Scope
from fumibako.machine.system import failpoints
from fumibako.machine.system.peers import Peer
from fumibako.machine.system.run import CommandFailed, run
from fumibako.processes.agent.counted import Counted

MAILBOX_SECONDS, DOMAIN_SECONDS, FOLDERS_SECONDS = 10.0, 900.0, 20.0
REMOVING_SECONDS = 50.0  # the worker waits a minute, and asks again for what is left
log = logging.getLogger("agent")


class Refused(Exception):
    """Not this peer's verb, or not a request."""


def doveadm(config: Config, *words: str, seconds: float = 300) -> str:
    """Raises CommandFailed."""
    return run(("doveadm", "-c", str(config.live("dovecot") / "dovecot.conf"), *words), seconds=seconds)


def make_folders(config: Config, addresses: Sequence[str]) -> None:
    """The folders of new mailboxes. Raises CommandFailed, also where some have them already."""
    with tempfile.NamedTemporaryFile("w") as users:  # doveadm reads no pipe
        users.writelines(f"{address}\n" for address in addresses)
        users.flush()
        doveadm(config, "mailbox", "create", "-F", users.name, "INBOX", "Junk", seconds=FOLDERS_SECONDS)


def count_domain(config: Config, domain: str) -> int:
    """Dovecot's own count for the quota (doveadm-quota(1)): kilobytes, one line per mailbox and resource. Raises
    CommandFailed."""
    listed = doveadm(config, "-f", "tab", "quota", "get", "-u", f"*@{domain}", seconds=DOMAIN_SECONDS)
    lines = (line.split("\t") for line in listed.splitlines()[1:])
    return sum(int(line[3]) * 1024 for line in lines if line[2] == "STORAGE")


@dataclass(frozen=True)
class Verbs:
    config: Config
    engine: Engine
    lock: Lock
    counted: Counted

    def answer(self, peer: Peer, request: Mapping[str, Any]) -> dict[str, Any]:
        """Do what is asked for. Raises Refused, ValueError, KeyError, TypeError: not a request. CommandFailed, OSError,
        sqlite3.Error: not now."""
        uids = self.config.uids
        verbs: dict[str, tuple[Callable[[Mapping[str, Any]], dict[str, Any]], frozenset[int]]] = {
            "filling": (self._filling, frozenset({uids.worker, uids.web, uids.watchdog})),
            "apply": (self._apply, frozenset({uids.worker})),
            "write_rows": (self._write_rows, frozenset({uids.worker})),
            "differing": (self._differing, frozenset({uids.worker})),
            "complete": (self._complete, frozenset({uids.worker})),
            "remove_mailbox": (self._remove_mailbox, frozenset({uids.worker})),
            "mailbox_usage": (self._mailbox_usage, frozenset({uids.worker, uids.web})),
            "domain_bytes": (self._domain_bytes, frozenset({uids.worker, uids.web})),
            "repair": (self._repair, frozenset({uids.worker, uids.web})),
            "holds_mail": (self._holds_mail, frozenset({uids.filterd})),
            "hold": (self._hold, frozenset({uids.watchdog})),
            "flush": (self._flush, frozenset({uids.watchdog})),
            "is_queue_untouched": (self._is_queue_untouched, frozenset({uids.watchdog})),
            "held": (self._held, frozenset({uids.web})),
            "release": (self._release, frozenset({uids.web})),
        }
        verb = request.get("verb")
        if not isinstance(verb, str) or verb not in verbs:
            raise Refused("no such verb")
        do, allowed = verbs[verb]
        if peer.uid != 0 and peer.uid not in allowed:
            raise Refused(f"uid {peer.uid} may not ask for {verb}")
        return do(request)

    def _apply(self, request: Mapping[str, Any]) -> dict[str, Any]:
        scope, (sets, rows) = self._wanted(request)
        with self.lock:
            outcome = self.engine.apply(scope, sets, rows)
        failpoints.reach("agent.before_answer")
        return {"is_live": outcome.is_live, "words": outcome.words}

    def _write_rows(self, request: Mapping[str, Any]) -> dict[str, Any]:
        wanted = {scope: rows for scope, (_, rows) in map(self._wanted, request["scopes"])}
        with self.lock:
            self.engine.write_rows(wanted)
        self._make_folders(
            scope.key for scope, rows in wanted.items() if scope.aspect is Aspect.ACCOUNT and any(rows.values())
        )
        failpoints.reach("agent.before_answer")
        return {}

    def _make_folders(self, addresses: Iterable[str]) -> None:
        """Before the first mails: where two come at once to a mailbox without folders, Dovecot's processes end at each
        other's locks, and one of the mails waits. What is not made here is made then. Dovecot must know the accounts:
        not while they are filled."""
        new = [address for address in addresses if not self._room_of(address).is_dir()]
        if not new or ACCOUNTS in self.engine.filling():
            return
        try:
            make_folders(self.config, new)
        except CommandFailed as error:
            log.warning("no folders yet for %s: %s", ", ".join(new)[:200], str(error)[:200])

    def _differing(self, request: Mapping[str, Any]) -> dict[str, Any]:
        with self.lock:
            found = self.engine.differing(dict(self._wanted(wanted) for wanted in request["scopes"]))
            filling = self.engine.filling()
        return {"scopes": [[scope.aspect.value, scope.key] for scope in sorted(found)], "filling": sorted(filling)}

    def _filling(self, request: Mapping[str, Any]) -> dict[str, Any]:
        return {"tables": sorted(self.engine.filling())}

    def _complete(self, request: Mapping[str, Any]) -> dict[str, Any]:
        with self.lock:
            self.engine.complete(request["tables"])
        if ACCOUNTS in request["tables"]:
            self._make_folders(doveadm(self.config, "user", "*").split())
        return {}

    def _wanted(self, request: Mapping[str, Any]) -> tuple[Scope, Rendered]:
        known = {service.name: service for service in self.engine.services}
        scope = Scope.parse(request["aspect"], request["key"])
        if scope.aspect is Aspect.BOX:
            raise Refused("the box itself is rendered by `fumibako up`")
        sets = {
            name: {
                path: File(base64.b64decode(raw["content"]), int(raw["mode"]) & 0o755, raw["group"])
                for path, raw in fileset.items()
            }
            for name, fileset in request["sets"].items()
            if scope.aspect in known[name].reads
        }
        rows = {
            table: tuple(Row(name, key, tuple(values)) for name, key, values in some)
            for table, some in request["rows"].items()
        }
        return scope, (sets, rows)

    def _remove_mailbox(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """As the mail store's user, whose directories these are: what it puts there leads root nowhere."""
        room = self._room_of(parse_address(request["address"]))
        gone = f".gone-{room.name}-"
        if room.is_dir():  # renamed in one step: a new account of the same name starts empty
            self._as_mail("mv", "-T", "--", str(room), str(room.with_name(f"{gone}{secrets.token_hex(8)}")))
        failpoints.reach("agent.before_unlinking")
        if room.parent.is_dir():
            left = [str(path) for path in room.parent.iterdir() if path.name.startswith(gone)]
            self._as_mail("rm", "-rf", "--", *left)
        return {}

    def _as_mail(self, *words: str) -> None:
        """Raises CommandFailed."""
        run(words, seconds=REMOVING_SECONDS, uid=self.config.uids.mail)

    def _mailbox_usage(self, request: Mapping[str, Any]) -> dict[str, Any]:
        address = parse_address(request["address"])
        words = ("-f", "tab", "mailbox", "status", "-u", address, "messages vsize unseen", "*")
        listed = doveadm(self.config, *words, seconds=MAILBOX_SECONDS)
        kept = {"messages": 0, "bytes": 0, "unseen": 0, "spam_bytes": 0}
        for line in listed.splitlines()[1:]:
            name, messages, unseen, size = line.split("\t")
            if name == "Junk":
                kept["spam_bytes"] += int(size)
                continue
            kept["messages"] += int(messages)
            kept["unseen"] += int(unseen)
            kept["bytes"] += int(size)
        return dict(kept)

    def _domain_bytes(self, request: Mapping[str, Any]) -> dict[str, Any]:
        return {"bytes": self.counted.bytes_of(parse_domain(request["domain"]))}

    def _repair(self, request: Mapping[str, Any]) -> dict[str, Any]:
        doveadm(self.config, "force-resync", "-u", parse_address(request["address"]), "*")
        return {}

    def _holds_mail(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """By the filter's stamp; doveadm-search-query(7)."""
        mark = parse_mark(request["queue_id"])
        local_part, _, domain = request["address"].rpartition("@")
        address = parse_address(f"{local_part.partition('+')[0]}@{domain}")
        if not self._room_of(address).is_dir():
            return {"holds": False}
        words = ("mailbox", "*", "savedsince", str(int(time.time()) - LONGEST_SECONDS), "header", STAMP, f"{mark};")
        return {"holds": bool(doveadm(self.config, "search", "-u", address, *words).strip())}

    def _room_of(self, address: str) -> Path:
        local_part, _, domain = address.partition("@")
        return self.config.mail_store / domain / local_part

    def _hold(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Whether the mail was put on hold now. One that is not in the queue any more is forgotten."""
        queue_id = poison.parse_queue_id(request["queue_id"])
        if self._is_held(queue_id):
            return {"is_news": False}
        self._postsuper("-h", queue_id)
        is_held = self._is_held(queue_id)
        if not is_held:
            poison.forget(self.config, queue_id)
        return {"is_news": is_held}

    def _flush(self, request: Mapping[str, Any]) -> dict[str, Any]:
        run(("postqueue", "-c", str(self.config.live("postfix")), "-f"))
        return {}

    def _is_queue_untouched(self, request: Mapping[str, Any]) -> dict[str, Any]:
        return {"is_untouched": queue.is_untouched(self.config)}

    def _held(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """postqueue(1), -j: one JSON object per mail of the queue."""
        listed = run(("postqueue", "-c", str(self.config.live("postfix")), "-j"), seconds=300)
        mails = [json.loads(line) for line in listed.splitlines()]
        return {"mails": [self._told(mail) for mail in mails if mail["queue_name"] == "hold"]}

    def _told(self, mail: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "queue_id": mail["queue_id"],
            "arrived_at": int(mail["arrival_time"]),
            "size": int(mail["message_size"]),
            "sender": mail["sender"],
            "recipients": [recipient["address"] for recipient in mail["recipients"]],
            "reasons": list(poison.reasons_in(poison.room(self.config) / mail["queue_id"])),
        }

    def _release(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Back to the queue, and so to the filter: there is no way around it."""
        queue_id = poison.parse_queue_id(request["queue_id"])
        if not self._is_held(queue_id):
            return {"was_held": False}
        poison.forget(self.config, queue_id)
        self._postsuper("-H", queue_id)
        return {"was_held": True}

    def _is_held(self, queue_id: str) -> bool:
        return (self.config.home("postfix") / "queue" / "hold" / queue_id).exists()

    def _postsuper(self, action: str, queue_id: str) -> None:
        run(("postsuper", "-c", str(self.config.live("postfix")), action, queue_id))

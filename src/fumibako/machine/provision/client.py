"""Asking the agent: one typed method per verb. One JSON object per line each way."""

import base64
import json
import socket
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fumibako.machine.conf import Config
from fumibako.machine.provision.engine import Outcome, Rendered
from fumibako.machine.provision.service import FileSet
from fumibako.machine.provision.table import Row
from fumibako.machine.state import Scope

SECONDS = 60.0
HEALTH_SECONDS = 5.0
USAGE_SECONDS = 1.5  # a page waits for these
LONGEST_MESSAGE = 4 << 20


class AgentDown(Exception):
    """It cannot be reached or does not answer in time."""


class AgentFailed(AgentDown):
    """It could not do that now: a program that did not end, a full disk. The same may well work later."""


class AgentRefused(Exception):
    """It will not do that: not your verb, not a scope, not a path."""


@dataclass(frozen=True)
class Usage:
    """What a mailbox holds; spam_bytes is not part of bytes."""

    messages: int
    bytes: int
    unseen: int
    spam_bytes: int


@dataclass(frozen=True)
class HeldMail:
    """A mail on hold in Postfix's queue. reasons: why the filter failed at it; none where somebody else held it."""

    queue_id: str
    arrived_at: int
    size: int
    sender: str
    recipients: list[str]
    reasons: list[str]


@dataclass(frozen=True)
class Compared:
    """scopes: those whose live files or rows are not as wanted; filling: the tables that are not there."""

    scopes: frozenset[Scope]
    filling: frozenset[str]


@dataclass(frozen=True)
class AgentClient:
    config: Config

    def apply(self, scope: Scope, sets: Mapping[str, FileSet], rows: Mapping[str, Sequence[Row]]) -> Outcome:
        answer = self._ask("apply", _written(scope, (sets, rows)))
        return Outcome(bool(answer["is_live"]), str(answer["words"]))

    def write_rows(self, wanted: Mapping[Scope, Mapping[str, Sequence[Row]]]) -> None:
        """Make these rows the live ones of scopes that have no files; all together or refused together."""
        self._ask("write_rows", {"scopes": [_written(scope, ({}, rows)) for scope, rows in wanted.items()]})

    def differing(self, wanted: Mapping[Scope, Rendered]) -> Compared:
        answer = self._ask("differing", {"scopes": [_written(scope, some) for scope, some in wanted.items()]})
        scopes = frozenset(Scope.parse(aspect, key) for aspect, key in answer["scopes"])
        return Compared(scopes, frozenset(answer["filling"]))

    def filling(self) -> frozenset[str]:
        """The tables that are not there; see `table`. Raises AgentDown within 5 s."""
        return frozenset(self._ask("filling", {}, HEALTH_SECONDS)["tables"])

    def complete(self, tables: Collection[str]) -> None:
        """Every scope was written since `differing` told that these tables are filled: put them in place."""
        self._ask("complete", {"tables": sorted(tables)})

    def remove_mailbox(self, address: str) -> None:
        """Delete the mails of an account that is gone."""
        self._ask("remove_mailbox", {"address": address})

    def mailbox_usage(self, address: str) -> Usage:
        return Usage(**self._ask("mailbox_usage", {"address": address}, USAGE_SECONDS))

    def domain_bytes(self, domain: str) -> int:
        """What all mailboxes of a domain hold together, spam boxes not counted. AgentDown while it is being counted
        for the first time in a large domain; the agent goes on counting."""
        return int(self._ask("domain_bytes", {"domain": domain}, USAGE_SECONDS)["bytes"])

    def repair(self, address: str) -> None:
        """Rebuild the mailbox's index files from its mails."""
        self._ask("repair", {"address": address})

    def holds_mail(self, address: str, queue_id: str) -> bool:
        """Whether a mail of that queue id is in the mailbox, wherever its owner or a rule put it."""
        return bool(self._ask("holds_mail", {"address": address, "queue_id": queue_id})["holds"])

    def hold(self, queue_id: str) -> bool:
        """Put a mail of Postfix's queue on hold; whether that was news. Gone already is no error."""
        return bool(self._ask("hold", {"queue_id": queue_id}, HEALTH_SECONDS)["is_news"])

    def flush(self) -> None:
        """Have Postfix try every waiting mail now."""
        self._ask("flush", {}, HEALTH_SECONDS)

    def is_queue_untouched(self) -> bool:
        """Whether Postfix's queue manager leaves mail lying. Raises AgentDown within 5 s."""
        return bool(self._ask("is_queue_untouched", {}, HEALTH_SECONDS)["is_untouched"])

    def held(self) -> list[HeldMail]:
        return [HeldMail(**mail) for mail in self._ask("held", {})["mails"]]

    def release(self, queue_id: str) -> bool:
        """Give a mail on hold back to the filter; whether it was on hold."""
        return bool(self._ask("release", {"queue_id": queue_id})["was_held"])

    def _ask(self, verb: str, values: Mapping[str, Any], seconds: float = SECONDS) -> dict[str, Any]:
        message = json.dumps({"verb": verb, **values}).encode() + b"\n"
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                connection.settimeout(seconds)
                connection.connect(str(self.config.agent_socket))
                connection.sendall(message)
                with connection.makefile("rb") as reader:
                    line = reader.readline(LONGEST_MESSAGE)
        except OSError as error:
            raise AgentDown(str(error)) from error
        if not line.endswith(b"\n"):
            raise AgentDown("the agent hung up")
        answer: dict[str, Any] = json.loads(line)
        if "failed" in answer:
            raise AgentFailed(answer["failed"])
        if "refused" in answer:
            raise AgentRefused(answer["refused"])
        return answer


def _written(scope: Scope, rendered: Rendered) -> dict[str, Any]:
    sets, rows = rendered
    return {
        "aspect": scope.aspect.value,
        "key": scope.key,
        "sets": {
            service: {
                name: {"content": base64.b64encode(f.content).decode(), "mode": f.mode, "group": f.group}
                for name, f in fileset.items()
            }
            for service, fileset in sets.items()
        },
        "rows": {table: [[r.table, r.key, list(r.values)] for r in some] for table, some in rows.items()},
    }

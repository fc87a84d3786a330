"""Asking the agent to make files and rows live, and what is live. For the worker; health checks ask for lost tables."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from fumibako.machine.conf import Config
from fumibako.machine.provision import wire
from fumibako.machine.provision.client import QUICK_SECONDS, ask
from fumibako.machine.provision.engine import Outcome, Rendered
from fumibako.machine.provision.service import FileSet
from fumibako.machine.provision.table import Row
from fumibako.machine.state import Scope


@dataclass(frozen=True)
class Compared:
    """scopes: those whose live files or rows differ from the wanted ones; filling: the tables that are missing."""

    scopes: frozenset[Scope]
    filling: frozenset[str]


@dataclass(frozen=True)
class Installer:
    """Every method raises AgentDown, AgentFailed or AgentRefused."""

    config: Config

    def apply(self, scope: Scope, sets: Mapping[str, FileSet], rows: Mapping[str, Sequence[Row]]) -> Outcome:
        answer = ask(self.config, "apply", wire.encode(scope, (sets, rows)))
        return Outcome(bool(answer["is_live"]), str(answer["message"]))

    def write_rows(self, wanted: Mapping[Scope, Mapping[str, Sequence[Row]]]) -> None:
        """Make these rows live for scopes without files; all of them or, if the agent refuses, none."""
        ask(self.config, "write_rows", {"scopes": [wire.encode(scope, ({}, rows)) for scope, rows in wanted.items()]})

    def differing(self, wanted: Mapping[Scope, Rendered]) -> Compared:
        values = {"scopes": [wire.encode(scope, rendered) for scope, rendered in wanted.items()]}
        answer = ask(self.config, "differing", values)
        scopes = frozenset(Scope.parse(aspect, key) for aspect, key in answer["scopes"])
        return Compared(scopes, frozenset(answer["filling"]))

    def filling(self) -> frozenset[str]:
        """The tables that are missing; see `provision/table.py`. Answers within 5 s."""
        return frozenset(ask(self.config, "filling", {}, QUICK_SECONDS)["tables"])

    def complete(self, tables: Collection[str]) -> None:
        """Put these tables in place: every scope was written since `differing` reported them as filling."""
        ask(self.config, "complete", {"tables": sorted(tables)})

"""Tables: what changes by the minute and must not need a reload.

A table maps a scope's state to rows; the agent writes the rows of one scope in one atomic step and
forgets rows the scope no longer wants. Daemons look up in them by themselves.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from fumibako.machine.conf import Config
from fumibako.machine.state import Aspect, Scope, State


@dataclass(frozen=True)
class Row:
    """table: its name, e.g. "mailboxes" (Postfix LMDB) or "accounts" (Dovecot SQLite)."""

    table: str
    key: str
    values: tuple[str | int, ...]


class Tables(Protocol):
    """All look-up tables of one kind (Postfix's LMDB files, Dovecot's SQLite edge)."""

    name: str
    reads: frozenset[Aspect]

    def rows(self, state: State) -> tuple[Row, ...]:
        """The rows that the state's scope wants; pure. Empty where the scope is wanted gone."""

    def write(self, config: Config, *, drop: Iterable[Row], put: Iterable[Row]) -> None:
        """Write: afterwards no row of `drop` that is not in `put` is there, and every row of `put` is."""

    def rebuild(self, config: Config, wanted: Mapping[Scope, tuple[Row, ...]]) -> None:
        """Write everything anew (first start, lost or damaged files)."""

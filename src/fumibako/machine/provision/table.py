"""Tables: what changes by the minute and must not need a reload.

A scope's state maps to rows; the agent writes the rows of some scopes in one go and forgets those that the
scopes no longer want. Daemons look up in them by themselves.

A table that is away answers "later"; one that held only some of its rows would answer "nobody of that name", for good.
So a table that was lost (or never was) is filled aside, and takes its place when every scope has been written.
"""

from collections.abc import Collection, Mapping, Sequence
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

    def write(self, config: Config, wanted: Mapping[Scope, Sequence[Row]]) -> None:
        """Afterwards the tables, or what is filled in their place, hold exactly these rows of these scopes; rows of
        other scopes stay. What it costs does not grow with the tables, and little with the number of scopes."""

    def differing(self, config: Config, wanted: Mapping[Scope, Sequence[Row]]) -> set[Scope]:
        """The scopes of which the tables, or what is filled in their place, do not hold exactly these rows; many are
        asked for at once."""

    def filling(self, config: Config) -> frozenset[str]:
        """The names of those tables that are not there: lost, or never made."""

    def complete(self, config: Config, names: Collection[str]) -> None:
        """Put what was filled in the place of those tables: every scope was written since `filling` told of them."""

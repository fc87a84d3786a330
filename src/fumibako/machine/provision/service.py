"""The shape of a daemon: five questions and one deed (docs/adding-a-daemon.md)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol, runtime_checkable

from fumibako.machine.conf import Config
from fumibako.machine.state import Aspect, Scope, State


class Rejected(Exception):
    """The daemon's own checker refused the staged files, and would refuse them again; the message is the checker's. A
    checker that came to no result raises CommandFailed or OSError instead: the change is tried again."""


@dataclass(frozen=True)
class File:
    """One rendered file. Owner root; mode and group say who else may read it."""

    content: bytes
    mode: int = 0o644
    group: str | int | None = None  # group name or number; None: root


FileSet = Mapping[str, File]
"""Every file below the root of one (service, scope), by its relative path. Empty: the scope is gone."""


@dataclass(frozen=True)
class Diff:
    """What the swap changed, by relative path."""

    added: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


class Condition(StrEnum):
    OK = "ok"
    WARNING = "warning"
    DOWN = "down"


NO_SPACE = "no-space"
"""The code of a service that is down because the disk is full: a restart makes no space."""


@dataclass(frozen=True)
class Health:
    """What using the service showed.

    detail: one line for the person at three in the morning. code and values: the same for the console, which has a
    sentence for each code of a service (chapters/console/health/daemons); "" where there is no more to say.
    """

    condition: Condition
    detail: str = ""
    code: str = ""
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Process:
    """How supervisord runs a service's process.

    command: argv, no shell. uid None: starts as root (and drops by itself where it can).
    groups: extra numeric groups or group names. scratch: a directory for files that live as long as one piece of
    work; it is in memory where the machine allows that. no_links: a directory below which it follows no symbolic link.
    after: sockets of others that it is started behind. is_wanted: False where it is of no use yet: nothing starts it
    but its first use.
    """

    command: tuple[str, ...]
    uid: int | None = None
    gid: int | None = None
    groups: tuple[str | int, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_signal: str = "TERM"
    stop_seconds: int = 20
    priority: int = 50
    scratch: Path | None = None
    no_links: Path | None = None
    after: tuple[Path, ...] = ()
    is_wanted: bool = True


@runtime_checkable
class Service(Protocol):
    """A daemon that we compile configuration for, or a process of our own."""

    name: str
    reads: frozenset[Aspect]

    def render(self, config: Config, state: State) -> FileSet:
        """Every file of this service for the state's scope; pure: same values, same bytes."""

    def check(self, config: Config, staged: Path, scope: Scope) -> None:
        """Run the daemon's own checker over the staged tree (and compile what must be compiled,
        such as .svbin, into it). Raises Rejected; CommandFailed or OSError if there is no result yet."""

    def reload(self, config: Config, diff: Diff, scope: Scope) -> None:
        """Make the running daemon see the new generation, the gentlest way that suffices.
        Called only when something changed; a daemon that is not running is not an error."""

    def health(self, config: Config) -> Health:
        """Use the service (a greeting, a look-up), within 5 s; never raises."""

    def process(self, config: Config) -> Process | None:
        """How it is started; None where it has no process of its own."""

    def prepare(self, config: Config) -> None:
        """Make the directories and files that must exist before the first start. Root. Idempotent."""

"""What daemons without a question to answer answer: nothing rendered, nothing to check."""

from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.provision.service import Diff, FileSet
from fumibako.machine.state import Aspect, Scope, State


class Quiet:
    """Answers for a daemon that has no configuration of its own, to be overridden where it has."""

    reads: frozenset[Aspect] = frozenset()

    def render(self, config: Config, state: State) -> FileSet:
        return {}

    def check(self, config: Config, staged: Path, scope: Scope) -> None:
        return None

    def reload(self, config: Config, diff: Diff, scope: Scope) -> None:
        return None

    def prepare(self, config: Config) -> None:
        return None

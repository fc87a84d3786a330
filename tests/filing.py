"""A site's directory and the program that works on its files, without an agent: for tests of what it does."""

import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fumibako.machine.daemons.own import PYTHON
from fumibako.machine.daemons.sites import filing
from fumibako.machine.daemons.sites.filing.client import Filing, FilingRefused
from fumibako.machine.daemons.sites.filing.wire import Wire
from fumibako.machine.daemons.sites.tree import FOLDERS, GATE_MODE

OWNER = 200_001
GATE = 65_534


@dataclass(frozen=True)
class OpenSite:
    """gate: as `tree.make` makes it, the rooms belonging to OWNER."""

    gate: Path

    @property
    def htdocs(self) -> Path:
        return self.gate / "htdocs"

    def put(self, path: str, content: bytes | str = b"x", mode: int = 0o644) -> Path:
        """A file of the customer's below htdocs."""
        file = self.htdocs / path
        for folder in reversed([*file.relative_to(self.htdocs).parents][:-1]):
            (self.htdocs / folder).mkdir(exist_ok=True)
            os.chown(self.htdocs / folder, OWNER, OWNER)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        os.chown(file, OWNER, OWNER)
        file.chmod(mode)
        return file

    def names(self, path: str = "") -> list[str]:
        return sorted(each.name for each in (self.htdocs / path).iterdir())

    @contextlib.contextmanager
    def filing(self) -> Iterator[Filing]:
        ours, its = socket.socketpair()
        command = (sys.executable, "-S", "-m", filing.__name__)
        program = subprocess.Popen(
            *(command,),
            stdin=its.fileno(),
            stdout=subprocess.DEVNULL,
            user=OWNER,
            group=OWNER,
            extra_groups=(),
            cwd=self.gate,
            env={**PYTHON, "LC_ALL": "C.UTF-8"},
        )
        its.close()
        wire = Wire(ours)
        try:
            yield Filing(wire)
        finally:
            wire.close()
            program.wait(timeout=30)


def make(place: Path) -> OpenSite:
    """place: an empty directory that everybody may pass."""
    gate = place / "ours.example"
    gate.mkdir()
    for name, mode in FOLDERS.items():
        (gate / name).mkdir()
        (gate / name).chmod(mode)
        os.chown(gate / name, OWNER, OWNER)
    os.chown(gate, GATE, OWNER)
    gate.chmod(GATE_MODE)
    return OpenSite(gate)


def refused(code: str) -> "pytest.RaisesExc[FilingRefused]":
    return pytest.raises(FilingRefused, match=f"^{code}$")

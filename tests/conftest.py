"""The box: a whole Fumibako with real daemons on loopback, started once for all tests that use it.

FUMIBAKO_TEST_BOX=DIR uses a box that runs already (one made by a test run before, or kept by hand with the same
relay_host): quick while writing tests.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fumibako.machine.conf import Config, load
from tests.migrated import lay
from tests.ports import free_base

ROOT = Path(__file__).parents[1]
OUTSIDE_PORT = 10099  # above the port base: where a test's own "rest of the world" listens
AUTHORITY_PORT = 10098  # where its authority of free certificates does, and asks at the ports below
ICAP_PORT = 10097  # where its second virus engine does, while a test has one


@dataclass(frozen=True)
class Box:
    config: Config

    @property
    def failpoints(self) -> Path:
        """A file in here, called like a failpoint, is the wish that a process dies there."""
        return self.config.state / "failpoints"

    def command(self, *words: str) -> str:
        """Run a `fumibako` command on this box and return what it said. Raises AssertionError with its words."""
        command = (sys.executable, "-m", "fumibako.cli", *words, "--state", str(self.config.state))
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "FUMIBAKO_FAILPOINTS": str(self.failpoints)}
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, env=environment)
        assert done.returncode == 0, f"{' '.join(words)}: {done.stdout}\n{done.stderr}"
        return done.stdout


@pytest.fixture(scope="session")
def box(migrated: Path) -> Iterator[Box]:
    kept = os.environ.get("FUMIBAKO_TEST_BOX")
    if kept and (Path(kept) / "run" / "supervisord.pid").exists():
        yield Box(load(state=Path(kept)))
        return
    # Not pytest's own directory: Unix socket paths are limited.
    state = Path(kept) if kept else Path(tempfile.mkdtemp(prefix="fb-", dir="/tmp"))
    state.mkdir(exist_ok=True)
    state.chmod(0o755)
    base = free_base()
    (state / "fumibako.toml").write_text(
        f"[box]\nport_base = {base}\n"
        f'[mail]\nrelay_host = "[127.0.0.1]:{base + OUTSIDE_PORT}"\nold_servers = "127.0.0.0/8"\n'
        f'[engines]\ndownload_signatures = false\nicap = "icap://127.0.0.1:{base + ICAP_PORT}/avscan"\n'
        f'[web]\nacme_directory = "https://localhost:{base + AUTHORITY_PORT}/dir"\n'
        f'acme_roots = "{state}/authority.pem"\n'
    )
    made = Box(load(state=state))
    if not made.config.database_file.exists():
        lay(migrated, made.config)
    try:
        made.command("up", "--detach", "--small-demo")
        yield made
    finally:
        if not kept:
            made.command("down")
            shutil.rmtree(state)

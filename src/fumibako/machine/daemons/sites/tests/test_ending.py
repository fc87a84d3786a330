"""A cron job's program and all that came from it end together (D16)."""

import os
import sys
import tempfile
import time
from pathlib import Path

import pytest

from fumibako.machine.daemons.sites import cron
from tests.filing import OWNER
from tests.journeys.clients import until

pytestmark = pytest.mark.feature("D16")
RUNAWAY = """
import os, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        open(sys.argv[1], "w").write(str(os.getpid()))
        while True:
            time.sleep(0.1)
    os._exit(0)
while not os.path.exists(sys.argv[1]) or not open(sys.argv[1]).read():
    time.sleep(0.01)
sys.exit(3)
"""


def ended(*command: str) -> tuple[int | None, bytes]:
    return cron._ended(command, OWNER)


def test_what_left_the_session_ends_too() -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as directory:
        Path(directory).chmod(0o777)
        there = Path(directory) / "pid"
        assert ended(sys.executable, "-S", "-c", RUNAWAY, str(there)) == (3, b"")
        number = int(there.read_text())
    until(lambda: not Path(f"/proc/{number}").exists(), 5)


def test_more_output_than_is_kept_is_kept_nowhere() -> None:
    code, output = ended("/usr/bin/head", "-c", "50000000", "/dev/zero")
    assert (code, len(output)) == (0, cron.MOST_OUTPUT)


def test_a_program_without_end_is_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cron, "SECONDS", 1.0)
    started = time.monotonic()
    assert ended("/usr/bin/sleep", "60") == (None, b"")
    assert time.monotonic() - started < 30


def test_it_runs_as_the_sites_user_without_what_root_has() -> None:
    code, output = ended("/usr/bin/env", "-0")
    assert code == 0 and b"PYTHONPATH" not in output
    assert ended("/usr/bin/id", "-u") == (0, f"{OWNER}\n".encode())
    assert ended("/bin/sh", "-c", "kill -9 $$")[0] == -9
    assert os.getuid() == 0

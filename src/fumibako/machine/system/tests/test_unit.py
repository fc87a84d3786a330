"""How a service is started: its scratch directory in memory where that can be, after those that it needs."""

import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from fumibako.machine.daemons import own
from fumibako.machine.system import unit
from fumibako.machine.system.unit import on_disk_mark, wait_for

pytestmark = pytest.mark.feature("B7")


def started(scratch: Path, *words: str) -> str:
    """What a command says that is started as a service with this scratch directory."""
    unit = (sys.executable, "-m", "fumibako.machine.system.unit", "--memory", str(scratch.with_name("memory")))
    command = (*unit, "--scratch", str(scratch), "--", *words)
    return subprocess.run(command, env=own.PYTHON, check=True, capture_output=True, text=True).stdout


def test_where_it_cannot_be_the_directory_stays_on_the_disk_and_the_process_in_its_namespace(tmp_path: Path) -> None:
    (tmp_path / "file").touch()  # no mount can be made there
    said = started(tmp_path / "file", "readlink", "/proc/self/ns/mnt")
    assert said.splitlines()[-1] == str(Path("/proc/self/ns/mnt").readlink())
    assert on_disk_mark(tmp_path / "file").exists()


def test_where_it_can_be_it_is_in_memory_of_its_own(tmp_path: Path) -> None:
    if subprocess.run(("unshare", "--mount", "true"), check=False).returncode:
        pytest.skip("this machine allows no mounts")
    (tmp_path / "scratch").mkdir()
    said = started(tmp_path / "scratch", "stat", "-f", "-c", "%T", str(tmp_path / "scratch"))
    assert said.strip() == "tmpfs"
    assert not on_disk_mark(tmp_path / "scratch").exists()


def test_who_starts_after_others_waits_until_they_listen(tmp_path: Path) -> None:
    path = tmp_path / "socket"
    with socket.socket(socket.AF_UNIX) as listener:

        def listen_later() -> None:
            time.sleep(0.3)
            listener.bind(str(path))
            listener.listen()

        other = threading.Thread(target=listen_later)
        other.start()
        wait_for((path,))
        assert unit.listens(path)
        other.join()


def test_who_never_listens_keeps_nobody_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unit, "WAIT_SECONDS", 0.2)
    started = time.monotonic()
    wait_for((tmp_path / "socket", tmp_path / "other"))
    assert time.monotonic() - started < 2

"""A real supervisord whose logs lie on a disk without room."""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fumibako.machine.conf import Config, load
from fumibako.machine.daemons import own
from fumibako.machine.daemons.supervisor.control import Supervisor
from fumibako.machine.daemons.supervisor.render import render

from .programs import Program

CHATTERS = "import itertools, time; [(print('x' * 2000, flush=True), time.sleep(0.01)) for _ in itertools.count()]"


# The second one ends again and again: supervisord has something to say of its own.
PROGRAMS = (Program("chatty", sys.executable, "-c", CHATTERS), Program("brief", "/bin/sleep", "2.2"))


@pytest.fixture
def disk() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="fb-full-", dir="/tmp") as place:
        if subprocess.run(("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", place), check=False).returncode:
            pytest.skip("this machine lets nobody mount a disk")
        try:
            yield Path(place)
        finally:
            subprocess.run(("umount", place), check=True)


@pytest.fixture
def running(disk: Path) -> Iterator[tuple[Config, "subprocess.Popen[bytes]"]]:
    config = load(state=disk)
    for directory in (config.run / "units", config.log, config.supervisor_socket.parent):
        directory.mkdir(parents=True)
    conf = config.run / "supervisord.conf"
    # Small logs: they have to be put aside while there is no room for it.
    conf.write_bytes(render(config, PROGRAMS).replace(b"maxbytes=20MB", b"maxbytes=6KB"))
    command = (sys.executable, "-m", "fumibako.machine.daemons.supervisor.daemon")
    options = ("--memory", str(config.run / "supervisord.group"), "--conf", str(conf))
    with (config.log / "supervisord.out").open("wb") as out:
        supervisord = subprocess.Popen(
            (*command, *options), stdout=out, stderr=out, env={**os.environ, **own.PYTHON}, start_new_session=True
        )
    try:
        until(lambda: Supervisor(config).is_running())
        yield config, supervisord
    finally:
        supervisord.terminate()
        supervisord.wait(60)


def test_a_full_disk_ends_neither_supervisord_nor_a_log(
    disk: Path, running: tuple[Config, "subprocess.Popen[bytes]"]
) -> None:
    config, supervisord = running
    filler, log = disk / "filler", config.log / "chatty.log"
    until(lambda: log.exists() and log.stat().st_size > 0)
    fill(filler)
    time.sleep(4)
    assert supervisord.poll() is None
    filler.unlink()
    time.sleep(2)
    assert Supervisor(config).states()["chatty"] == "RUNNING"
    until(lambda: time.time() - log.stat().st_mtime < 1)
    assert (config.log / "supervisord.out").stat().st_size <= 1 << 20


def fill(path: Path) -> None:
    with contextlib.suppress(OSError), path.open("wb", buffering=0) as file:
        while file.write(b"\0" * 4096):
            continue


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)

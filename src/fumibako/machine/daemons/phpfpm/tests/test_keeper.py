"""The keeper with real masters, as few sites as show it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fumibako.machine.daemons.own import PYTHON
from fumibako.machine.daemons.phpfpm import keeper
from fumibako.machine.daemons.phpfpm.keeper import (
    GROUP_SIZE,
    LOOK,
    OWN,
    Master,
    Wishes,
    _is_left_by,
    _user_of,
    group_of,
)

pytestmark = pytest.mark.feature("D1")
HEAD = "[global]\nerror_log = /proc/self/fd/2\nlog_level = warning\n"
POOL = """\
[{name}]
user = nobody
group = nogroup
listen = {listen}
pm = ondemand
pm.max_children = 1
env[NOTE] = "{note}"
"""


class Kept:
    """A home and what keeps its masters."""

    def __init__(self, home: Path) -> None:
        self.home = home
        for name in ("conf", "scopes", "ping", "run"):
            (home / name).mkdir()
        (home / "conf" / "php.ini").touch()
        for name, group in (("php-fpm.conf", OWN), ("group.conf", "{group}")):
            pool = POOL.format(name="ping", listen=home / "ping" / group, note="own")
            (home / "conf" / name).write_text(HEAD + pool)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = (sys.executable, "-m", "fumibako.machine.daemons.phpfpm.keeper", str(self.home))
        self.process = subprocess.Popen(command, env={**os.environ, **PYTHON}, start_new_session=True)

    def site(self, number: int, note: str = "first") -> None:
        live = self.home / "scopes" / f"s{number}.example" / "live"
        live.mkdir(parents=True, exist_ok=True)
        pool = POOL.format(name=f"site-{number}", listen=self.socket(number), note=note)
        (live / "new").write_text(pool)
        (live / "new").rename(live / "pool.conf")

    def remove(self, number: int) -> None:
        (self.home / "scopes" / f"s{number}.example" / "live" / "pool.conf").unlink()

    def tell(self) -> None:
        assert self.process
        self.process.send_signal(LOOK)

    def socket(self, number: int) -> Path:
        return self.home / "run" / str(number)

    def pings(self) -> set[str]:
        return {path.name for path in (self.home / "ping").iterdir()}

    def masters(self) -> dict[str, int]:
        """Pid of each, by its configuration's name."""
        assert self.process
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        named = {pid: Path(f"/proc/{pid}/cmdline").read_text() for pid in children}
        return {text.partition("/masters/")[2].partition(".conf")[0]: int(pid) for pid, text in named.items()}

    def conf(self, name: str) -> str:
        return (self.home / "masters" / f"{name}.conf").read_text()


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    made = Kept(tmp_path)
    try:
        yield made
    finally:
        if made.process:
            made.process.terminate()
            made.process.wait(20)


def test_a_sites_group_comes_from_its_number() -> None:
    assert [group_of(number) for number in (1, GROUP_SIZE - 1, GROUP_SIZE, 10 * GROUP_SIZE)] == [0, 0, 1, 10]


def test_each_group_has_its_own_file_and_a_broken_one_is_left_out(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    for number in (GROUP_SIZE + 2, 3, GROUP_SIZE + 1):
        kept.site(number)
    kept.site(4)
    (tmp_path / "scopes" / "s4.example" / "live" / "pool.conf").write_text("[www]\n")
    (tmp_path / "scopes" / "suspended.example").mkdir()
    wishes = Wishes(tmp_path)
    seen = wishes.look()
    assert set(seen) == {OWN, "0", "1"}
    assert b"[site-3]" in seen["0"] and b"www" not in seen["0"] and b"/ping/0\n" in seen["0"]
    assert seen["1"].index(b"[site-65]") < seen["1"].index(b"[site-66]")
    assert wishes.look() == seen
    kept.remove(3)
    kept.site(65, note="changed")
    assert set(wishes.look()) == {OWN, "1"} and b"changed" in wishes.look()["1"]


def test_masters_come_and_go_with_their_sites(kept: Kept) -> None:
    kept.site(1)
    kept.start()
    for _ in range(5):  # before it is ready, which must not end it
        kept.tell()
    until(lambda: kept.pings() == {OWN, "0"} and kept.socket(1).exists())
    own, first = kept.masters()[OWN], kept.masters()["0"]

    kept.site(2)
    kept.site(GROUP_SIZE)
    kept.tell()
    until(lambda: kept.socket(2).exists() and kept.socket(GROUP_SIZE).exists())
    assert kept.masters().keys() == {OWN, "0", "1"} and kept.masters()["0"] == first and kept.masters()[OWN] == own

    for number in range(3, 9):  # changes faster than a master starts
        kept.site(number)
        kept.tell()
    until(lambda: all(kept.socket(number).exists() for number in range(1, 9)))
    assert kept.masters()["0"] == first

    kept.remove(GROUP_SIZE)
    kept.tell()
    until(lambda: kept.pings() == {OWN, "0"} and kept.masters().keys() == {OWN, "0"})
    kept.site(GROUP_SIZE)
    kept.tell()
    until(lambda: kept.socket(GROUP_SIZE).exists() and "1" in kept.pings())


def test_a_master_that_ends_is_started_anew(kept: Kept) -> None:
    kept.site(1)
    kept.start()
    until(lambda: kept.socket(1).exists())
    before = kept.masters()
    os.kill(before["0"], signal.SIGKILL)
    until(lambda: kept.masters().get("0", before["0"]) != before["0"])
    assert kept.masters()[OWN] == before[OWN]
    assert kept.process
    there = kept.masters().values()
    kept.process.send_signal(signal.SIGQUIT)
    assert kept.process.wait(20) == 0 and not any(map(is_there, there))


def test_what_one_groups_sites_have_left_outlives_another_groups_master() -> None:
    orphan = subprocess.Popen(("/bin/sleep", "60"), user=65534, start_new_session=True)
    master = Master(orphan.pid + 1, b"[site-1]\nuser = 65534\n")
    try:
        until(lambda: _user_of(orphan.pid) == b"65534")
        assert _is_left_by(master, orphan.pid)
        assert not _is_left_by(Master(orphan.pid + 1, b"[site-64]\nuser = 65535\n"), orphan.pid)
        assert _is_left_by(Master(orphan.pid, b""), orphan.pid)
    finally:
        orphan.kill()
        orphan.wait()


def test_a_master_that_hangs_is_started_anew_and_no_other_one(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[tuple[int, int]] = []
    monkeypatch.setattr(keeper, "answers", lambda path, seconds: path.name != "1")
    monkeypatch.setattr(os, "kill", lambda pid, number: killed.append((pid, number)))
    made = keeper.Keeper(kept.home)
    made._masters = {"0": Master(100, b""), "1": Master(101, b"")}
    made._started = {"0": 0.0, "1": time.monotonic()}
    for _ in range(keeper.MAX_MISSES):
        made._ping("0")
        made._ping("1")
    assert killed == []  # it has just started
    made._started["1"] -= keeper.NEW_SECONDS
    made._ping("1")
    assert killed == [(101, signal.SIGKILL)]


def test_a_keeper_that_was_killed_leaves_no_master(kept: Kept) -> None:
    kept.site(1)
    kept.start()
    until(lambda: kept.socket(1).exists() and (kept.home / "ping" / OWN).exists())
    before = kept.masters().values()
    assert kept.process
    kept.process.kill()
    kept.process.wait()
    kept.start()
    until(lambda: kept.masters().keys() == {OWN, "0"} and kept.socket(1).exists())
    assert not any(map(is_there, before))


def is_there(pid: int) -> bool:
    """Nobody has to have asked yet how it ended."""
    path = Path(f"/proc/{pid}/cmdline")
    return path.exists() and bool(path.read_bytes())


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)

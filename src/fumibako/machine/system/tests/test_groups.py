"""Real processes: a leader with children, by what is remembered of it."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fumibako.machine.system import groups

SOURCE = Path(__file__).parents[4]
# A leader that remembers its group, as a service does, and two children.
LEADER = """
import subprocess, sys
from pathlib import Path
from fumibako.machine.system import groups
groups.remember(Path(sys.argv[1]))
for _ in range(2): subprocess.Popen(("sleep", "600"))
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def memory(tmp_path: Path) -> Path:
    return tmp_path / "service"


@pytest.fixture
def leader(memory: Path) -> Iterator["subprocess.Popen[str]"]:
    command = (sys.executable, "-c", LEADER, str(memory))
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(SOURCE)},
        process_group=0,
    )
    try:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        yield process
    finally:
        if has_members(process.pid):
            os.killpg(process.pid, 9)
        process.communicate()


def end(memory: Path) -> None:
    groups.end(groups.leftovers((memory,)).values())


def test_a_group_is_ended_with_its_leader(memory: Path, leader: "subprocess.Popen[str]") -> None:
    assert list(groups.leftovers((memory,))) == ["service"]
    end(memory)
    assert not has_members(leader.pid)
    assert groups.leftovers((memory,)) == {}


def test_a_group_is_ended_whose_leader_is_gone(memory: Path, leader: "subprocess.Popen[str]") -> None:
    leader.kill()
    leader.wait()
    assert has_members(leader.pid)
    end(memory)
    assert not has_members(leader.pid)


@pytest.mark.parametrize(
    "changed",
    [
        lambda words: words[:1],  # how it was kept once
        lambda words: [*words[:3], "00000000-0000-0000-0000-000000000000"],
        lambda words: [*words[:2], "7", words[3]],
        lambda words: [words[0], "7", *words[2:]],
        lambda words: [],
        lambda words: ["0", *words[1:]],
    ],
    ids=["no more than a number", "another boot", "another start", "another session", "nothing", "everybody"],
)
def test_a_stranger_is_left_alone(
    memory: Path, leader: "subprocess.Popen[str]", changed: Callable[[list[str]], list[str]]
) -> None:
    memory.write_text(" ".join(changed(memory.read_text().split())))
    end(memory)
    assert leader.poll() is None and has_members(leader.pid)


def test_a_strangers_group_without_a_leader_is_left_alone(memory: Path, leader: "subprocess.Popen[str]") -> None:
    """The number was given again: to a session of somebody else, whose first process has ended."""
    stranger = subprocess.Popen(("sh", "-c", "sleep 600 & sleep 600 & exit 0"), start_new_session=True)
    stranger.wait()
    try:
        words = memory.read_text().split()
        memory.write_text(" ".join([str(stranger.pid), *words[1:]]))
        end(memory)
        assert has_members(stranger.pid)
    finally:
        os.killpg(stranger.pid, 9)


def test_a_memory_needs_no_more_room_than_the_one_before(memory: Path, leader: "subprocess.Popen[str]") -> None:
    before = memory.stat()
    groups.remember(memory)
    assert (memory.stat().st_size, memory.stat().st_ino) == (before.st_size, before.st_ino)


def has_members(group: int) -> bool:
    return any(words[2] == str(group) and words[0] != "Z" for words in stats())


def stats() -> Iterator[list[str]]:
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has ended
            yield path.read_text().rpartition(")")[2].split()

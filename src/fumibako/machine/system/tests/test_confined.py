"""What a process cannot do any more once it is confined."""

import sys
from pathlib import Path

import pytest

from fumibako.machine.system.run import CommandFailed, run

pytestmark = pytest.mark.feature("F")
CONFINED = (
    "import os, socket, ctypes, signal\n"
    "from fumibako.machine.system.confined import confine\n"
    "confine(memory=1 << 30, seconds=5, answer=1000)\n"
)


def confined(code: str) -> str:
    return run((sys.executable, "-c", f"{CONFINED}{code}"))


@pytest.mark.parametrize(
    "act",
    [
        "socket.socket()",
        "socket.socket(socket.AF_UNIX)",
        "socket.socketpair()",
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "os.kill(os.getppid(), 0)",
        "open('{path}/made', 'w')",
        "open('{path}/there', 'a')",
        "open('{path}/there', 'r+')",
        "os.unlink('{path}/there')",
        "os.rename('{path}/there', '{path}/other')",
        "os.chmod('{path}/there', 0o777)",
        "os.mkdir('{path}/made')",
        "os.symlink('/etc', '{path}/made')",
        "os.setuid(0)",
        "os.memfd_create('x')",
    ],
)
def test_case_109_it_reaches_nothing(act: str, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("as it was")
    with pytest.raises(CommandFailed, match="Operation not permitted"):
        confined(act.replace("{path}", str(tmp_path)))
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("there", "as it was")]


def test_it_reads_and_reckons_and_answers() -> None:
    assert confined("print(len(open('/etc/passwd').read()) > 0, sum(range(10)))") == "True 45\n"


@pytest.mark.parametrize("act", ["b'x' * (2 << 30)", "print('x' * 2_000_000)", "\nwhile True: pass"])
def test_its_memory_answer_and_time_end(act: str, tmp_path: Path) -> None:
    with (tmp_path / "answer").open("wb") as written, pytest.raises(CommandFailed):
        run((sys.executable, "-c", f"{CONFINED.replace('seconds=5', 'seconds=1')}{act}"), stdout=written)
    assert (tmp_path / "answer").stat().st_size <= 1000

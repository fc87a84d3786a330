"""Reading a log on while supervisord puts it aside (B13): every line once, in order."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from fumibako.machine.daemons.supervisor import verbs
from fumibako.machine.daemons.supervisor.verbs import MAX_BYTES, mail_log
from fumibako.machine.provision.verb import Context, Refused

pytestmark = pytest.mark.feature("B13")


class Reader:
    def __init__(self, directory: Path) -> None:
        self.path = directory / "postfix.log"
        self.at = {"inode": 0, "offset": 0, "head": 0}
        self._context = cast(Context, SimpleNamespace(config=SimpleNamespace(log=directory)))

    def read(self) -> list[str]:
        """Everything up to now."""
        lines: list[str] = []
        while new := self._next():
            lines += new
        return lines

    def write(self, text: str) -> None:
        with self.path.open("a") as file:
            file.write(text)

    def rotate(self) -> None:
        """As supervisord does."""
        for new, old in ((".3", ".2"), (".2", ".1"), (".1", "")):
            if (path := Path(f"{self.path}{old}")).exists():
                path.replace(f"{self.path}{new}")
        self.path.touch()

    def _next(self) -> list[str]:
        answer: dict[str, Any] = mail_log(self._context, {"log": "postfix", **self.at})
        self.at = {name: answer[name] for name in ("inode", "offset", "head")}
        return list(answer["lines"])


@pytest.fixture
def log(tmp_path: Path) -> Reader:
    return Reader(tmp_path)


def test_it_goes_on_where_it_ended_and_takes_whole_lines_only(log: Reader) -> None:
    assert log.read() == []
    log.write("a\nb\nhal")
    assert log.read() == ["a", "b"]
    log.write("f\n")
    assert log.read() == ["half"]
    assert log.read() == []


def test_what_was_written_before_and_after_a_rotation_is_read_once(log: Reader) -> None:
    log.write("a\n")
    assert log.read() == ["a"]
    log.write("b\n")
    log.rotate()
    log.write("c\n")
    log.rotate()
    log.write("d\n")
    assert log.read() == ["b", "c", "d"]
    assert log.read() == []


def test_one_that_was_away_too_long_goes_on_with_the_oldest_part(log: Reader) -> None:
    log.write("lost\n")
    log.read()
    for number in range(4):
        log.rotate()
        log.write(f"{number}\n")
    assert log.read() == ["0", "1", "2", "3"]


def test_the_first_look_begins_with_the_oldest_part(log: Reader) -> None:
    log.write("old\n")
    log.rotate()
    log.write("new\n")
    assert log.read() == ["old", "new"]


def test_a_file_that_became_shorter_is_read_from_its_beginning(log: Reader) -> None:
    log.write("a\nb\nc\n")
    log.read()
    log.path.write_text("d\n")
    assert log.read() == ["d"]


def test_more_than_one_answer_holds_comes_in_several(log: Reader) -> None:
    lines = [f"{number:0100}" for number in range(2 * MAX_BYTES // 100)]
    log.write("".join(f"{line}\n" for line in lines))
    assert log.read() == lines


def test_only_the_background_process_reads_and_only_mail_logs(log: Reader) -> None:
    assert [verb.allowed for verb in verbs.VERBS] == [("background",)]
    for name in ("web", "../agent/secret", "supervisord"):
        with pytest.raises(Refused):
            mail_log(cast(Context, SimpleNamespace()), {"log": name, "inode": 0, "offset": 0, "head": 0})

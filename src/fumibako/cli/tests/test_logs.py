"""`fumibako logs -f` follows a log, also when supervisord puts it aside (E6)."""

from pathlib import Path

import pytest

from fumibako.cli.logs import Log

pytestmark = pytest.mark.feature("E6")


def test_a_log_is_followed_line_by_line_and_over_its_rotation(tmp_path: Path) -> None:
    path = tmp_path / "postfix.log"
    log = Log(path, "postfix: ")
    assert log.new() == []
    path.write_bytes(b"one\ntwo\nthr")
    assert log.new() == [b"one", b"two"]
    with path.open("ab") as file:
        file.write(b"ee\nfour\n")
    path.rename(tmp_path / "postfix.log.1")
    path.write_bytes(b"five\n")
    assert log.new() == [b"three", b"four", b"five"]
    assert log.new() == []

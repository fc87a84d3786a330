"""A site's logs (D13): the newest lines first, of one day, with a word, in pieces, and nothing but a log."""

import os
from datetime import date
from pathlib import Path

import pytest

from fumibako.machine.daemons.sites import logs as logs_module
from fumibako.machine.daemons.sites.logs import MAX_BYTES, MAX_LINES, Asked, NoLog, put_aside, read

pytestmark = pytest.mark.feature("D13")


def access(day: str, path: str) -> str:
    return f'203.0.113.9 - - [{day}:09:00:00 +0900] "GET {path} HTTP/1.1" 200 5 "-" "Firefox"\n'


ACCESS = access("27/Nov/2026", "/old") + access("28/Nov/2026", "/Shop?[27/Nov/2026:") + access("28/Nov/2026", "/last")
ERROR = (
    "[Fri Nov 27 09:00:00.000001 2026] [core:error] [pid 1] [client 203.0.113.9] old\n"
    "[Sat Nov 28 09:00:00.000001 2026] [core:error] [pid 1] [client 203.0.113.9] new\n"
)


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    (tmp_path / "access.log").write_text(ACCESS)
    (tmp_path / "error.log").write_text(ERROR)
    return tmp_path


def paths(logs: Path, **asked: str) -> list[str]:
    return [line.split('"')[1].split()[1] for line in read(logs, Asked("access", **asked)).lines]


def test_the_newest_line_comes_first(logs: Path) -> None:
    assert paths(logs) == ["/last", "/Shop?[27/Nov/2026:", "/old"]


def test_of_one_day_are_the_lines_that_were_written_on_it_whatever_stands_in_them(logs: Path) -> None:
    assert paths(logs, day="2026-11-27") == ["/old"]
    assert paths(logs, day="2026-11-26") == []
    lines = read(logs, Asked("error", day="2026-11-28")).lines
    assert [line[-3:] for line in lines] == ["new"]


def test_a_word_is_found_in_any_case(logs: Path) -> None:
    assert paths(logs, words="sHOP", day="2026-11-28") == ["/Shop?[27/Nov/2026:"]


def test_all_lines_come_in_pieces_and_each_once(logs: Path) -> None:
    written = [access("28/Nov/2026", f"/{number}/{'x' * 3000}") for number in range(MAX_LINES * 2)]
    (logs / "access.log").write_text("".join(written))
    found, before = [], None
    while before != 0:
        piece = read(logs, Asked("access", before=before))
        assert len(piece.lines) <= MAX_LINES and sum(map(len, piece.lines)) <= MAX_BYTES
        found += piece.lines
        before = piece.before
    assert [line + "\n" for line in reversed(found)] == written


def test_a_log_that_is_not_there_yet_is_empty(tmp_path: Path) -> None:
    assert read(tmp_path / "no site", Asked("access")).lines == []


@pytest.mark.parametrize("kind", ["../other.example/access", "%2e%2e/access", "/etc/passwd", "access.log", "", "a\0"])
def test_case_024_no_other_name_is_a_log(kind: str) -> None:
    with pytest.raises(NoLog):
        Asked(kind)


def test_case_024_a_link_or_pipe_with_a_logs_name_is_not_read(logs: Path, tmp_path: Path) -> None:
    (logs / "access.log").unlink()
    (logs / "access.log").symlink_to(logs / "error.log")
    (logs / "error.log").rename(logs / "else")
    os.mkfifo(logs / "error.log")
    for kind in ("access", "error"):
        with pytest.raises(NoLog):
            read(logs, Asked(kind))


def test_every_night_what_was_written_is_put_aside_and_read_on_as_one(logs: Path) -> None:
    put_aside(logs, "2026-11-28", date(2026, 11, 29))
    (logs / "access.log").write_text(access("28/Nov/2026", "/late") + access("29/Nov/2026", "/today"))
    (logs / "access-2026-08-29.log").write_text(access("29/Aug/2026", "/summer"))
    assert paths(logs) == ["/today", "/late", "/last", "/Shop?[27/Nov/2026:", "/old", "/summer"]
    assert paths(logs, day="2026-11-28") == ["/late", "/last", "/Shop?[27/Nov/2026:"]
    assert paths(logs, day="2026-11-27") == ["/old"]
    newest = read(logs, Asked("access"))
    older = read(logs, Asked("access", before=len(access("29/Aug/2026", "/summer"))))
    assert newest.before == 0 and [line.split()[6] for line in older.lines] == ["/summer"]
    put_aside(logs, "2026-11-28", date(2026, 11, 29))
    assert paths(logs)[0] == "/today"
    put_aside(logs, "2026-11-29", date(2026, 11, 30))
    assert sorted(each.name for each in logs.iterdir()) == [
        *("access-2026-11-28.log", "access-2026-11-29.log", "error-2026-11-28.log"),
    ]


def test_phps_own_log_is_put_aside_when_it_is_large_and_by_the_sites_user_only(tmp_path: Path) -> None:
    private = tmp_path / "private"
    private.mkdir()
    log, secret = private / "php_error.log", tmp_path / "secret"
    log.write_text("small")
    logs_module.shorten_php_log(tmp_path, os.geteuid())
    assert log.read_text() == "small"
    log.write_bytes(b"x" * (logs_module.PHP_LOG + (2 << 20)))
    logs_module.shorten_php_log(tmp_path, os.geteuid())
    assert [each.name for each in private.iterdir()] == ["php_error.log.1"]
    secret.write_bytes(b"x" * (logs_module.PHP_LOG + (2 << 20)))
    log.symlink_to(secret)
    logs_module.shorten_php_log(tmp_path, os.geteuid())
    assert log.is_symlink() and secret.exists()

"""What the scan shows to clamd, and what it makes of the answers (D16)."""

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from fumibako.machine.daemons.clamd.control import Clamd, Unanswered
from fumibako.machine.daemons.sites.filing import walk
from fumibako.machine.daemons.sites.scanning import scan

pytestmark = pytest.mark.feature("D16")


@contextmanager
def clamd(verdicts: dict[bytes, bytes]) -> Iterator[Clamd]:
    """One that answers by the content of what it is given."""
    ours, its = socket.socketpair()

    def answer() -> None:
        number, command = 0, b""
        with its:
            while True:
                piece, handles, _flags, _address = socket.recv_fds(its, 4096, 4)
                if not piece:
                    return
                command += piece
                for handle in handles:
                    number += 1
                    verdict = verdicts.get(os.read(handle, 100), b"OK")
                    os.close(handle)
                    its.sendall(b"%d: fd[5]: %s\0" % (number, verdict) if verdict else b"?\0")

    thread = Thread(target=answer, daemon=True)
    thread.start()
    with ours:
        yield Clamd(ours)
    thread.join(5)


@pytest.fixture
def root(tmp_path: Path) -> int:
    for folder in ("htdocs/img", "private/quarantine", "tmp"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "bad.php").write_bytes(b"bad")
    (tmp_path / "htdocs" / "good.php").write_bytes(b"good")
    (tmp_path / "htdocs" / "locked.zip").write_bytes(b"locked")
    (tmp_path / "private" / "outside").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "private" / "fifo")
    return os.open(tmp_path, os.O_RDONLY)


def test_bad_files_are_named_and_what_could_not_be_scanned_is_counted(root: int) -> None:
    with clamd({b"bad": b"Win.Bad FOUND", b"locked": b"Heuristics.Encrypted.Zip FOUND"}) as asked:
        told = scan(root, asked, time.monotonic() + 60)
    assert told == {"found": [("htdocs/img/bad.php", "Win.Bad")], "files": 3, "skipped": 1, "is_whole": True}


def test_case_028_links_and_pipes_are_not_opened(root: int) -> None:
    with clamd({}) as asked:
        assert scan(root, asked, time.monotonic() + 60)["files"] == 3


def test_what_nobody_understands_is_no_clean_bill(root: int) -> None:
    with clamd({b"bad": b""}) as asked, pytest.raises(Unanswered):
        scan(root, asked, time.monotonic() + 60)


def test_a_file_that_clamd_gives_up_counts_as_not_scanned(root: int) -> None:
    with clamd({b"bad": b"Can't allocate memory ERROR"}) as asked:
        told = scan(root, asked, time.monotonic() + 60)
    assert told["found"] == [] and told["skipped"] == 1


def test_a_scan_whose_time_is_over_says_so(root: int) -> None:
    with clamd({}) as asked:
        assert scan(root, asked, time.monotonic() - 1)["is_whole"] is False


def test_what_goes_away_meanwhile_ends_no_scan(root: int, monkeypatch: pytest.MonkeyPatch) -> None:
    names_in = walk.names_in
    monkeypatch.setattr(walk, "names_in", lambda handle: ["!gone", *names_in(handle)])
    with clamd({b"bad": b"Win.Bad FOUND"}) as asked:
        told = scan(root, asked, time.monotonic() + 60)
    assert told["found"] == [("htdocs/img/bad.php", "Win.Bad")] and told["is_whole"] is True


def test_a_closed_folder_is_passed_by_and_the_scan_is_not_whole(root: int, monkeypatch: pytest.MonkeyPatch) -> None:
    open_folder = walk.open_folder

    def closed(parent: int, name: str) -> int:
        if name == "closed":
            raise PermissionError
        return open_folder(parent, name)

    os.mkdir("htdocs/closed", dir_fd=root)
    monkeypatch.setattr(walk, "open_folder", closed)
    with clamd({b"bad": b"Win.Bad FOUND"}) as asked:
        told = scan(root, asked, time.monotonic() + 60)
    assert told["found"] == [("htdocs/img/bad.php", "Win.Bad")]
    assert (told["is_whole"], told["skipped"]) == (False, 1)

"""SECURITY case 93: mails that are written to make a reader grow, climb or turn in circles."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from .conftest import Bench
from .containers import tnef
from .disguises import BINARY, HEAD, OUTSIDER, SUZUKI, VERSION, lines64, mixed, part
from .scanners import EICAR
from .test_filter import PLAIN

MOST_BYTES = 512 << 20
MOST_CPU_SECONDS = 30
MOST_SECONDS = 120  # on the wall, on a machine that has others to serve as well
MEGABYTE = 1_000_000


def nested(count: int) -> bytes:
    return b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(count))


def looping_tnef() -> bytes:
    """An attachment that says it is longer than the file, and one of length 0, again and again."""
    whole = tnef(EICAR)
    at = whole.rindex(b"\x0f\x80\x06\x00") + 4
    return whole[:at] + b"\xff\xff\xff\x7f" + whole[at + 4 :] + (b"\2\x0f\x80\x06\0" + bytes(6)) * 10_000


# With EICAR, so that the mail is taken apart, too; without it where the shape alone is the bomb.
BOMBS: dict[str, Callable[[], bytes]] = {
    "10,000 nested multiparts": lambda: nested(10_000) + EICAR + b"\r\n",
    "10,000 nested multiparts, clean": lambda: nested(10_000) + b"x\r\n",
    "100,000 parts": lambda: mixed(*[b"\r\nx\r\n"] * 100_000, part(EICAR)),
    "100,000 parts without an end": lambda: mixed(*[b"\r\nx\r\n"] * 100_000).removesuffix(b"--b--\r\n"),
    "100,000 fields": lambda: b"".join(b"X-A: %d\r\n" % n for n in range(100_000)) + b"\r\nx\r\n",
    "100,000 fields of a part": lambda: mixed(part(EICAR, b"".join(b"X-A: %d\r\n" % n for n in range(100_000)))),
    "a field of 1 MB": lambda: b"X-A: " + b"a" * MEGABYTE + b"\r\n\r\nx\r\n",
    "a folded field of 100,000 lines": lambda: b"X-A: a" + b"\r\n a" * 100_000 + b"\r\n\r\nx\r\n",
    "a million recipients": lambda: b"To: " + b"a@b.example,\r\n " * 300_000 + b"c@d.example\r\n\r\nx\r\n",
    "10,000 groups in groups": lambda: b"To: " + b"a:" * 10_000 + b";" * 10_000 + b"\r\n\r\n" + EICAR + b"\r\n",
    "10,000 comments in comments": lambda: (
        b"From: " + b"(" * 10_000 + b")" * 10_000 + b" a@b\r\n\r\n" + EICAR + b"\r\n"
    ),
    "10,000 encoded words": lambda: b"Subject: " + b"=?utf-8?q?a?=\r\n " * 10_000 + b"\r\n\r\n" + EICAR + b"\r\n",
    "a line of 30 MB": lambda: HEAD + b"\r\n" + b"a" * (30 * MEGABYTE) + b"\r\n",
    "a line of 30 MB, odd and infected": lambda: b"no field\r\n" + HEAD + b"\r\n" + EICAR + b"a" * (30 * MEGABYTE),
    "15 million empty lines": lambda: b"no field\r\n" + HEAD + b"\r\n" * (15 * MEGABYTE),
    "7 million lines of dashes": lambda: b"no field\r\n" + HEAD + b"\r\n" + b"--\r\n" * (7 * MEGABYTE),
    "10,000 beginnings of uuencode": lambda: HEAD + b"\r\n" + b"begin 644 a\r\n" * 10_000,
    "a base64 part of 34 MB, odd": lambda: mixed(part(bytes(25 * MEGABYTE))).removesuffix(b"--b--\r\n"),
    "a base64 part of 34 MB, infected": lambda: mixed(part(bytes(25 * MEGABYTE)), part(EICAR)),
    "10,000 pieces of a name": lambda: single_field(b";\r\n filename*%d=a", 10_000),
    "10,000 encoded pieces of a name": lambda: single_field(b";\r\n filename*%d*=%%41", 10_000),
    "a piece of a huge number": lambda: single_field(b";\r\n filename*9999999999%d=a", 10),
    "message/rfc822 in message/rfc822": lambda: b"Content-Type: message/rfc822\r\n\r\n" * 100_000 + EICAR,
    "message/rfc822 in base64 in itself": lambda: in_itself(12),
    "tnef in circles": lambda: mixed(
        part(b"", BINARY + b"Content-Transfer-Encoding: base64\r\n", lines64(looping_tnef()))
    ),
}


def single_field(piece: bytes, count: int) -> bytes:
    name = b"".join(piece % number for number in range(count))
    return HEAD + VERSION + b"Content-Disposition: attachment" + name + b"\r\n\r\n" + EICAR + b"\r\n"


def in_itself(depth: int) -> bytes:
    mail = HEAD + b"\r\n" + EICAR
    for _ in range(depth):
        mail = mixed(part(b"", b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n", lines64(mail)))
    return mail


@contextmanager
def watched(pid: int) -> Iterator[list[int]]:
    """What the process and its children hold at most, together, seen every few milliseconds."""
    is_over, most = threading.Event(), [0]

    def look() -> None:
        while not is_over.wait(0.005):
            most[0] = max(most[0], sum(_resident(Path(f"/proc/{one}")) for one in (pid, *_children(pid))))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield most
    finally:
        is_over.set()
        thread.join()


def cpu_seconds(pid: int) -> float:
    """Of the process and of its children that ended (proc(5))."""
    fields = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _children(pid: int) -> list[str]:
    return [word for task in Path(f"/proc/{pid}/task").iterdir() for word in _read(task / "children").split()]


def _resident(process: Path) -> int:
    words = _read(process / "statm").split()
    return int(words[1]) * 4096 if words else 0


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""  # it ended while we looked


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_case_093_a_bomb_gets_a_verdict_and_the_next_mail_goes_through(bench: Bench, bomb: Callable[[], bytes]) -> None:
    mail, queue = bomb(), bench.incoming()
    before, began = cpu_seconds(bench.pid), time.monotonic()
    with watched(bench.pid) as most:
        assert queue.send(OUTSIDER, [SUZUKI], mail)[0].startswith("250")
    assert time.monotonic() - began < MOST_SECONDS
    (answered,) = bench.dovecot.taken
    assert EICAR not in answered.content
    assert queue.send(OUTSIDER, [SUZUKI], PLAIN)[0].startswith("250")
    assert most[0] < MOST_BYTES, f"{most[0] >> 20} MiB"
    assert cpu_seconds(bench.pid) - before < MOST_CPU_SECONDS

"""SECURITY case 93: messages written to exhaust a parser's memory, stack or time."""

import asyncio
import os
import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

import pytest

from fumibako.processes.filterd import message
from fumibako.processes.filterd.engines import EngineDown
from fumibako.processes.filterd.lmtp import session
from fumibako.processes.filterd.mime import extraction, interpretations, parts, strict
from fumibako.processes.filterd.mime.sandbox import LimitExceeded
from fumibako.processes.filterd.mime.strict import ambiguity_of
from tests.long import cases

from .conftest import Bench
from .containers import tnef
from .disguises import BINARY, HEAD, HONEST, OUTSIDER, SUZUKI, VERSION, Disguise, lines64, mixed, part
from .scanners import EICAR
from .test_filter import PLAIN, is_scanned

MAX_BYTES = 512 << 20
MAX_CPU_SECONDS = 30
MAX_SECONDS = 120  # wall-clock, on a busy machine
MEGABYTE = 1_000_000


def nested(count: int) -> bytes:
    return b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(count))


def looping_tnef() -> bytes:
    """An attachment with a length beyond the end of the file, then thousands of length 0."""
    whole = tnef(EICAR)
    at = whole.rindex(b"\x0f\x80\x06\x00") + 4
    return whole[:at] + b"\xff\xff\xff\x7f" + whole[at + 4 :] + (b"\2\x0f\x80\x06\0" + bytes(6)) * 10_000


# With EICAR if parsing the infected message is the bomb; without it if the shape alone is.
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
    "a million lines of dashes": lambda: b"no field\r\n" + HEAD + b"\r\n" + b"--\r\n" * MEGABYTE,
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
    """The peak memory of the process and its children together, sampled every few milliseconds."""
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
    """CPU time of the process and of its children that ended (proc(5))."""
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
        return ""  # it ended meanwhile


LONG_BOMBS = ("15 million empty lines", "7 million lines of dashes", "100,000 parts without an end")


@pytest.mark.parametrize("bomb", cases(BOMBS, long=LONG_BOMBS))
def test_case_093_a_bomb_gets_a_verdict_and_the_next_mail_goes_through(bench: Bench, bomb: Callable[[], bytes]) -> None:
    mail, queue = bomb(), bench.incoming()
    before, began = cpu_seconds(bench.pid), time.monotonic()
    with watched(bench.pid) as most:
        assert queue.send(OUTSIDER, [SUZUKI], mail)[0].startswith("250")
    assert time.monotonic() - began < MAX_SECONDS
    (answered,) = bench.dovecot.taken
    assert EICAR not in answered.content
    assert queue.send(OUTSIDER, [SUZUKI], PLAIN)[0].startswith("250")
    assert most[0] < MAX_BYTES, f"{most[0] >> 20} MiB"
    assert cpu_seconds(bench.pid) - before < MAX_CPU_SECONDS


LONG_READ = (
    "a letter with a NUL",
    "a letter with a blank line in the subject",
    "a NUL behind the end",
    "a blank behind the boundary",
    "a sign in the boundary",
    "base64 on the whole",
    "quoted-printable on the whole",
    "a mail in base64, big",
    "a mail in base64, odd itself",
    "a log whose encoding is not told",
)


@pytest.mark.parametrize("payload", [b"", EICAR], ids=["clean", "infected"])
@pytest.mark.parametrize("disguise", cases(HONEST, long=LONG_READ))
def test_case_093_honest_mails_are_read_within_the_limits(bench: Bench, disguise: Disguise, payload: bytes) -> None:
    message, before = disguise(payload), cpu_seconds(bench.pid)
    with watched(bench.pid) as most:
        assert bench.incoming().send(OUTSIDER, [SUZUKI], message)[0].startswith("250")
    assert is_scanned(bench, bench.dovecot.taken[0].content, "removed" if payload else "clean")
    assert most[0] < MAX_BYTES, f"{most[0] >> 20} MiB"
    assert cpu_seconds(bench.pid) - before < MAX_CPU_SECONDS / 2


def test_odd_mails_are_taken_apart_one_by_one_and_who_waits_too_long_comes_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(extraction, "_child_slot", asyncio.Semaphore(1))
    monkeypatch.setattr(extraction, "WAIT_SECONDS", 0.5)
    order: list[str] = []

    async def examine(name: str, seconds: float) -> None:
        try:
            async with extraction._slot():
                await asyncio.sleep(seconds)
                order.append(name)
        except EngineDown:
            order.append(f"{name} later")

    async def run() -> None:
        await asyncio.gather(examine("a", 0.01), examine("b", 2), examine("c", 0.01))
        await examine("d", 0.01)

    asyncio.run(run())
    assert order == ["a", "c later", "b", "d"]


def test_case_093_what_may_be_read_goes_by_the_size_of_the_mail() -> None:
    """A small message with many interpretations must not delay others, so they are refused before the first scan."""
    lines = b"".join(b"--%d\r\nContent-Transfer-Encoding: base64\r\n\r\nQUJD\r\n" % number for number in range(300))
    started = time.process_time()
    with pytest.raises(LimitExceeded, match=r"10\d\d interpretations"):
        list(interpretations.contents(HEAD + b"\r\n" + lines))
    assert time.process_time() - started < 1


def patterns() -> dict[str, re.Pattern[bytes] | re.Pattern[str]]:
    return {
        f"{module.__name__.rpartition('.')[2]}.{name}": value
        for module in (message, strict, parts, interpretations, session)
        for name, value in vars(module).items()
        if isinstance(value, re.Pattern)
    }


# Matched at one position only.
ANCHORED = (
    "strict._FIELD",
    "strict._TYPE",
    "strict._LEAF_TYPE",
    "strict._ENCODING",
    "interpretations._DASH_LINE",
    "session.",
)
BEGINNINGS = (
    *(
        "",
        "x",
        "x:",
        "\r\n",
        "--",
        "=",
        " text/plain",
        ' text/plain; a="',
        "; boundary",
        "; a=b",
        "begin ",
        "begin-base64",
    ),
    *("=ybegin", "content-type:", "MAIL FROM:<", "RCPT TO:<", 'RCPT TO:<"', "XFORWARD ", "Received: by "),
)
PIECES = (
    *(
        "a",
        " ",
        "\t",
        "\r",
        "\n",
        "\r\n",
        "\r\n ",
        ";",
        "; ",
        "; a=b",
        '; a="b"',
        ' a="',
        " boundary",
        "; boundary=",
        "=",
    ),
    *(
        "7",
        "-",
        "--",
        "=\t",
        "A",
        "a:",
        "x: y\r\n",
        "content-",
        "content-type:",
        "message ",
        "begin ",
        "begin 777 ",
        "=ybegin ",
    ),
    *("a@", " +x", "\\", '"', '\\"', "IDENT=1 ", "(Postfix)\r\n\tid ", "\r x"),
)
BEHIND = ("(", "\r(", "\0")
SUBJECT_LENGTH, SUBJECT_SECONDS = 10_000, 0.15


@pytest.mark.parametrize("name", patterns())
def test_no_pattern_takes_longer_than_its_text_is_long(name: str) -> None:
    """A quadratic pattern takes half a second for these texts, an exponential one never ends."""
    pattern = patterns()[name]
    for words in product(BEGINNINGS, PIECES, BEHIND):
        text = words[0] + words[1] * (SUBJECT_LENGTH // len(words[1])) + words[2]
        subject = text.encode() if isinstance(pattern.pattern, bytes) else text
        started = time.process_time()
        pattern.fullmatch(subject)  # type: ignore[arg-type]
        pattern.match(subject)  # type: ignore[arg-type]
        for _ in () if name.startswith(ANCHORED) else pattern.finditer(subject):  # type: ignore[arg-type]
            pass
        assert time.process_time() - started < SUBJECT_SECONDS, words


@pytest.mark.parametrize(
    "value",
    [
        b"; a=b" * 40 + b" (",
        b";" + b" " * 7000 + b"(",
        b"; a=b" * 1000 + b" (",
        b'; a="' + b" boundary" * 800 + b'"',
        b"; boundary" * 800,
        b"; a=b\r\n\t" * 700 + b"(",
    ],
)
@pytest.mark.parametrize("kind", [b"text/plain", b"multipart/mixed"])
def test_case_093_a_field_that_says_nothing_for_long_is_soon_read(kind: bytes, value: bytes) -> None:
    fields = b"Content-Type: " + kind + value + b"\r\n"
    started = time.process_time()
    ambiguity_of(mixed(*[part(b"x", fields)] * 500))
    ambiguity_of(HEAD + fields + b"\r\nx")
    assert time.process_time() - started < 1


def test_a_field_of_a_part_that_is_too_long_is_odd() -> None:
    assert ambiguity_of(HEAD + b"Content-Type: text/plain; name=%s\r\n\r\nx" % (b"a" * 9000)) == "long field"


def test_the_grammar_takes_its_time_by_the_length_of_the_mail_only() -> None:
    words = [
        *(word.encode() for word in (*BEGINNINGS, *PIECES)),
        b"Content-Type: multipart/mixed; boundary=b\r\n",
        b"--b\r\n",
    ]
    for seed in range(150):
        rng = random.Random(seed)
        some = rng.sample(words, 4)
        message = HEAD + b"".join(rng.choice(some) for _ in range(30_000))
        started = time.process_time()
        ambiguity_of(message)
        assert time.process_time() - started < 1, seed

"""The scanners' answers: only an explicit one is a verdict."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumibako.machine.system.unit import on_disk_mark
from fumibako.processes.filterd.content import Content
from fumibako.processes.filterd.engines import EngineDown, clamd, rspamd, spamd
from fumibako.processes.filterd.engines.clamd import Clamd, Finding, State
from fumibako.processes.filterd.engines.spam_check import SpamCheck

pytestmark = pytest.mark.feature("B7")
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@pytest.mark.parametrize(
    ("answer", "finding"),
    [
        (b"1: stream: OK", Finding(State.CLEAN)),
        (b"1: stream: Test.Eicar FOUND", Finding(State.INFECTED, "Test.Eicar")),
        (
            b"1: stream: Heuristics.Limits.Exceeded.MaxRecursion FOUND",
            Finding(State.UNSCANNABLE, "MaxRecursion"),
        ),
        (
            b"1: stream: Heuristics.Encrypted.Zip FOUND",
            Finding(State.ENCRYPTED, "Heuristics.Encrypted.Zip"),
        ),
    ],
)
def test_the_four_verdicts(answer: bytes, finding: Finding) -> None:
    assert clamd.finding_of(answer, 1) == finding


@given(st.binary(max_size=60))
def test_case_089_garbage_is_no_verdict(answer: bytes) -> None:
    with pytest.raises(EngineDown):
        clamd.finding_of(answer, 1)


@pytest.mark.parametrize(
    "answer",
    [
        b"2: stream: OK",
        b"stream: OK",
        b"1: stream: OK\n",
        b"1: stream: lstat() failed ERROR",
        b"1: stream: O",
    ],
)
def test_case_089_an_answer_to_another_question_is_no_verdict(answer: bytes) -> None:
    with pytest.raises(EngineDown):
        clamd.finding_of(answer, 1)


def test_all_findings_of_one_file_are_read() -> None:
    answer = b"/a: b/c: Heuristics.Encrypted.Zip FOUND\0/a: b/c: Heuristics.Limits.Exceeded.MaxFiles FOUND\0"
    locked, beyond = Finding(State.ENCRYPTED, "Heuristics.Encrypted.Zip"), Finding(State.UNSCANNABLE, "MaxFiles")
    assert clamd.findings_of(answer) == [locked, beyond]


@pytest.mark.parametrize(
    "words",
    [
        b"",
        b"/a/b: OK\0",
        b"/a/b: File path check failure: Permission denied. ERROR\0",
        b"/a/b: Heuristics.Encrypted.Zip FOUND\0/a/b: Heuristics.Limi",
        b"/a/b: Heuristics.Encrypted.Zip FOUND\0/a/b: Time limit reached ERROR\0",
    ],
)
def test_case_089_what_is_called_locked_has_a_verdict_only_by_all_findings(words: bytes) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked_for = await reader.read(65_536)
        writer.write(words if b"ALLMATCHSCAN" in asked_for else b"1: fd[9]: Heuristics.Encrypted.Zip FOUND\0")
        if b"ALLMATCHSCAN" in asked_for:
            writer.close()

    with pytest.raises(EngineDown):
        asked(talk)


def asked(serve: Serve, content: bytes = b"mail") -> Finding:
    async def ask() -> Finding:
        with TemporaryDirectory(prefix="fb-", dir="/tmp") as directory:
            path = Path(directory) / "s"
            server = await asyncio.start_unix_server(serve, path)
            try:
                return await Clamd(path, path.with_name("tmp"), path.parent).scan([content])
            finally:
                server.close()

    return asyncio.run(ask())


def test_case_089_without_room_for_temporary_files_on_the_disk_there_is_no_verdict(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """clamd reports what it could not write as clean."""
    scanner, scratch = Clamd(tmp_path / "s", tmp_path / "tmp", tmp_path), tmp_path / "tmp"
    scratch.mkdir()

    async def says_clean(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"zFILDES\0")
        writer.write(b"1: fd[9]: OK\0")

    async def scan() -> Finding:
        server = await asyncio.start_unix_server(says_clean, tmp_path / "s")
        try:
            return await scanner.scan([b"mail"])
        finally:
            server.close()
            scanner.close()

    least = (2**62, shutil.disk_usage(tmp_path).free // 2)
    for free in least:  # in memory: the disk does not matter
        monkeypatch.setattr(clamd, "MIN_FREE_BYTES", free)
        assert asyncio.run(scan()) == Finding(State.CLEAN)
    on_disk_mark(scratch).touch()
    assert asyncio.run(scan()) == Finding(State.CLEAN)
    monkeypatch.setattr(clamd, "MIN_FREE_BYTES", least[0])
    with pytest.raises(EngineDown, match="no room"):
        asyncio.run(scan())


@pytest.mark.parametrize("size", [10, 50_000_000], ids=["small", "more than the socket holds"])
def test_case_089_a_hung_scanner_is_given_up(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(clamd, "SCAN_SECONDS", 0.3)

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    with pytest.raises(EngineDown):
        asked(hang, b"x" * size)


@pytest.mark.parametrize("words", [b"", b"stream: O", b"\x00\xff\x17 who?\n" * 20, b"ERROR\0"])
def test_case_089_a_scanner_that_closes_or_talks_nonsense_gave_no_verdict(words: bytes) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(65_536)
        writer.write(words)
        writer.close()

    with pytest.raises(EngineDown):
        asked(talk)


@pytest.mark.feature("B5")
def test_spamds_score_and_tests_are_read() -> None:
    answer = b"SPAMD/1.1 0 EX_OK\r\nContent-length: 11\r\nSpam: True ; 7.2 / 5.0\r\n\r\nGTUBE,A_B\r\n"
    assert spamd.score_of(answer) == spamd.Score(7.2, "GTUBE,A_B")


@pytest.mark.feature("B5")
def test_spamd_is_asked_as_many_mails_at_once_as_it_has_children() -> None:
    under_way, most = 0, 0

    async def judge(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await reader.read()
        await asyncio.sleep(0.01)
        under_way -= 1
        writer.write(b"SPAMD/1.1 0 EX_OK\r\nSpam: False ; 0.1 / 5.0\r\n\r\n")
        writer.close()

    async def ask() -> list[spamd.Score]:
        with TemporaryDirectory(prefix="fb-", dir="/tmp") as directory:
            server = await asyncio.start_unix_server(judge, Path(directory) / "s")
            try:
                engine = spamd.Spamd(Path(directory) / "s", 3)
                return await asyncio.gather(*(engine.check([b"mail"], 4) for _ in range(12)))
            finally:
                server.close()

    assert len(asyncio.run(ask())) == 12
    assert most == 3


@given(st.binary(max_size=80))
def test_garbage_is_no_score(answer: bytes) -> None:
    with pytest.raises(EngineDown):
        spamd.score_of(answer)


@pytest.mark.feature("B10")
def test_rspamds_score_and_symbols_are_read() -> None:
    answer = b'HTTP/1.0 200 OK\r\n\r\n{"score": 7.25, "action": "add header", "symbols": {"MIME_GOOD": {}, "A(b)": {}}}'
    assert rspamd.score_of(answer) == spamd.Score(7.25, "MIME_GOOD,A", "rspamd")


@pytest.mark.feature("B10")
@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.0 200 OK\r\n\r\n{",
        b"HTTP/1.0 200 OK\r\n\r\n[]",
        b'HTTP/1.0 500 x\r\n\r\n{"score": 1, "action": "no action", "symbols": {}}',
        b'HTTP/1.0 200 OK\r\n\r\n{"score": null, "action": "no action", "symbols": {}}',
        b'HTTP/1.0 200 OK\r\n\r\n{"score": 1, "action": "soft reject", "symbols": {}}',
    ],
)
def test_what_rspamd_did_not_finish_is_no_score(answer: bytes) -> None:
    with pytest.raises(EngineDown):
        rspamd.score_of(answer)


@pytest.mark.feature("B10")
def test_while_rspamd_is_away_spamassassin_judges(tmp_path: Path) -> None:
    async def ham(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.write(b"SPAMD/1.1 0 EX_OK\r\nSpam: False ; 0.1 / 5.0\r\n\r\n")
        writer.close()

    async def ask() -> spamd.Score:
        with TemporaryDirectory(prefix="fb-", dir="/tmp") as directory:
            server = await asyncio.start_unix_server(ham, Path(directory) / "s")
            engines = spamd.Spamd(Path(directory) / "s", 3), rspamd.Rspamd(Path(directory) / "away")
            try:
                return await SpamCheck(*engines, Content.of(b"mail", tmp_path), tmp_path).score(
                    "a.example", is_second=True
                )
            finally:
                server.close()

    assert asyncio.run(ask()) == spamd.Score(0.1)

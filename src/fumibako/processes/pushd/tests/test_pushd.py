"""Streams over a real socket: who hears, when they end, and how many there may be."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from fumibako.machine.daemons.pushd import control
from fumibako.processes.pushd import __main__ as pushd
from fumibako.processes.pushd.server import Door, Times
from fumibako.processes.pushd.streams import MOST, MOST_OF_ACCOUNT, Stream, Streams, TooMany

pytestmark = pytest.mark.feature("F")
SUZUKI, SATO, INFO = "suzuki@ours.example", "sato@ours.example", "info@ours.example"
QUICK = Times(longest=60, quiet=60, apart=0.01)
SECONDS = 20


@dataclass
class Page:
    """A page's end of a stream."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def hears(self, mark: str) -> str:
        async with asyncio.timeout(SECONDS):
            return (await self.reader.readuntil(mark.encode())).decode()


@dataclass
class Office:
    streams: Streams
    path: Path

    async def ask(self, target: str) -> Page:
        reader, writer = await asyncio.open_unix_connection(self.path)
        writer.write(f"GET {target} HTTP/1.1\r\nHost: pushd\r\n\r\n".encode())
        return Page(reader, writer)

    async def open(self, *addresses: str) -> Page:
        """As nginx asks where the portal sends it."""
        page = await self.ask("/" + control.stream(addresses).removeprefix(control.STREAMS))
        assert "text/event-stream" in await page.hears("retry: 2000\n\n")
        return page


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(SECONDS):
        while not is_so():
            await asyncio.sleep(0.005)


@asynccontextmanager
async def opened(tmp_path: Path, times: Times = QUICK) -> AsyncIterator[Office]:
    streams = Streams()
    server = await asyncio.start_unix_server(Door(streams, times).serve, tmp_path / "http")
    try:
        yield Office(streams, tmp_path / "http")
    finally:
        server.close()


def run(tmp_path: Path, story: Callable[[Office], Awaitable[None]], times: Times = QUICK) -> None:
    async def told() -> None:
        async with opened(tmp_path, times) as office:
            await story(office)

    asyncio.run(told())


def test_a_page_hears_of_its_mailboxes_and_of_no_other(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        suzuki, sato = await office.open(SUZUKI, INFO), await office.open(SATO)
        office.streams.tell("nobody@ours.example")
        office.streams.tell(SUZUKI)
        assert await suzuki.hears("look\n\n") == "data: look\n\n"
        office.streams.tell(INFO)
        assert await suzuki.hears("look\n\n") == "data: look\n\n"
        office.streams.tell(SATO)
        assert await sato.hears("look\n\n") == "data: look\n\n"  # its first: it heard of none of the others

    run(tmp_path, story)


def test_changes_in_a_row_are_told_once_and_the_last_is_not_swallowed(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        page = await office.open(SUZUKI)
        for _ in range(100):
            office.streams.tell(SUZUKI)
        await page.hears("look\n\n")
        office.streams.tell(SUZUKI)  # in the pause between two
        await page.hears("look\n\n")
        (stream,) = office.streams.of[SUZUKI]
        await until(lambda: not stream.is_told)
        page.writer.write_eof()  # ends it
        async with asyncio.timeout(SECONDS):
            assert await page.reader.read() == b""

    run(tmp_path, story)


def test_who_leaves_is_forgotten_at_once(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        page = await office.open(SUZUKI, INFO)
        page.writer.close()
        await until(lambda: not office.streams.of)
        assert office.streams.number == 0

    run(tmp_path, story)


def test_a_stream_ends_by_itself_with_a_sign_now_and_then_before(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        page = await office.open(SUZUKI)
        async with asyncio.timeout(SECONDS):
            rest = await page.reader.read()
        assert set(rest.decode().split("\n\n")) == {":", ""}
        assert office.streams.number == 0

    run(tmp_path, story, Times(longest=0.1, quiet=0.02, apart=0.01))


def test_who_does_not_read_is_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fumibako.processes.pushd.server.SLOWEST_SECONDS", 0.05)

    async def story(office: Office) -> None:
        with socket.socket(socket.AF_UNIX) as slow:
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
            slow.connect(str(office.path))
            slow.sendall(f"GET /?of={SUZUKI} HTTP/1.1\r\n\r\n".encode())
            await until(lambda: SUZUKI in office.streams.of)
            await until(lambda: office.streams.number == 0)

    run(tmp_path, story, Times(longest=SECONDS, quiet=0.0001, apart=0))


def test_too_many_are_refused_and_the_others_stay(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        pages = [await office.open(SUZUKI) for _ in range(MOST_OF_ACCOUNT)]
        refused = await office.ask(f"/?of={SUZUKI}")
        assert " 503 " in await refused.hears("\r\n\r\n")
        await office.open(SATO)
        office.streams.tell(SUZUKI)
        for page in pages:
            await page.hears("look\n\n")

    run(tmp_path, story)


def test_members_of_a_shared_mailbox_do_not_count_as_its_account() -> None:
    streams = Streams()
    for number in range(MOST_OF_ACCOUNT + 1):
        streams.add(Stream((f"member{number}@ours.example", INFO)))
    streams.add(Stream((INFO,)))
    for number in range(MOST - streams.number):
        streams.add(Stream((f"other{number}@ours.example",)))
    with pytest.raises(TooMany):
        streams.add(Stream((SATO,)))


def test_health_is_answered_and_what_is_no_stream_is_not_there(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        assert " 200 " in await (await office.ask("/healthz")).hears("ok\n")
        assert " 404 " in await (await office.ask("/")).hears("\r\n\r\n")
        nonsense = await office.ask("x" * 70_000)
        async with asyncio.timeout(SECONDS):
            assert await nonsense.reader.read() == b""

    run(tmp_path, story)


def test_dovecots_datagrams_are_heard_whatever_they_hold(tmp_path: Path) -> None:
    streams = Streams()
    stream = Stream((SUZUKI,))
    streams.add(stream)
    with (
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out,
    ):
        told.bind(str(tmp_path / "told"))
        told.setblocking(False)
        for octets in (b"", b"\xff\r\n", b"x" * 5000, SUZUKI.encode()):
            out.sendto(octets, str(tmp_path / "told"))
        pushd.hear(told, streams)
    assert stream.is_told

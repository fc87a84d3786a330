"""As much HTTP/1.1 as nginx needs for a stream of server-sent events (HTML Standard, 9.2), and the watchdog."""

import asyncio
import logging
import random
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from fumibako.processes.pushd.streams import Stream, Streams, TooMany

log = logging.getLogger("pushd")
LONGEST_HEAD = 8192
HEAD_SECONDS = 10.0
SLOWEST_SECONDS = 10.0  # who does not take a few octets for so long is gone
_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
    b"retry: 2000\n\n"  # milliseconds after which a browser comes again
)
_LOOK = b"data: look\n\n"
_NOTHING = b":\n\n"  # a comment: nginx and the browser see that somebody is there


@dataclass(frozen=True)
class Times:
    """In seconds. longest: a stream ends, and the browser comes again if it still may; not all at once. quiet: without
    a sign. apart: two things told."""

    longest: float = 300.0
    quiet: float = 25.0
    apart: float = 1.0


@dataclass(frozen=True)
class Door:
    streams: Streams
    times: Times = Times()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(HEAD_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
            await self._answer(head.split(b" ", 2)[1].decode(), reader, writer)
        except TimeoutError:
            writer.transport.abort()  # what it has not taken is not waited for
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # they left
        except (asyncio.LimitOverrunError, LookupError, ValueError) as error:
            log.warning("not a request: %r", error)
        finally:
            writer.close()

    async def _answer(self, target: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        url = urlsplit(target)
        stream = Stream(parse_qs(url.query).get("of", []))
        if url.path == "/healthz":
            await _say(writer, b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nok\n")
        elif not stream.addresses:
            await _say(writer, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        else:
            await self._open(stream, reader, writer)

    async def _open(self, stream: Stream, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            self.streams.add(stream)
        except TooMany as error:
            log.warning("too many streams: %s has to look by itself", error)
            await _say(writer, b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return
        left = asyncio.create_task(reader.read(1))
        left.add_done_callback(lambda _: stream.leave())
        try:
            await self._tell(stream, writer)
        finally:
            left.cancel()
            self.streams.remove(stream)

    async def _tell(self, stream: Stream, writer: asyncio.StreamWriter) -> None:
        clock = asyncio.get_running_loop().time
        end = clock() + self.times.longest * random.uniform(1, 1.2)  # noqa: S311 nobody gains by guessing it
        writer.transport.set_write_buffer_limits(0)
        await _say(writer, _HEAD)
        while not stream.has_left and (rest := end - clock()) > 0:
            try:
                async with asyncio.timeout(min(rest, self.times.quiet)):
                    await stream.news.wait()
            except TimeoutError:
                await _say(writer, _NOTHING)
                continue
            stream.news.clear()
            if stream.is_told and not stream.has_left:
                stream.is_told = False
                await _say(writer, _LOOK)
                await asyncio.sleep(self.times.apart)


async def _say(writer: asyncio.StreamWriter, octets: bytes) -> None:
    """Raises TimeoutError, ConnectionError."""
    writer.write(octets)
    async with asyncio.timeout(SLOWEST_SECONDS):
        await writer.drain()

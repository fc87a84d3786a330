"""As much HTTP/1.1 (RFC 9112) as Dovecot's plugin speaks: updates in chunks, questions, on connections that stay."""

import asyncio
import hmac
import logging
import re
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit
from xml.parsers.expat import ExpatError

from fumibako.machine.provision.client import AgentDown, AgentRefused
from fumibako.processes.searchd.index import Mail
from fumibako.processes.searchd.questions import answer
from fumibako.processes.searchd.shelf import NotReady, Shelf
from fumibako.processes.searchd.updates import Updates

T = TypeVar("T")
log = logging.getLogger("searchd")
AT_ONCE, TEXT_AT_ONCE = 50, 2_000_000  # mails of one transaction, and their characters
SECONDS = 20.0  # Dovecot waits three minutes for us, and an EXPUNGE with it
IDLE_SECONDS = 600.0
FIRST_SECONDS = HEAD_SECONDS = 10.0
LONGEST_HEAD = 1 << 16
MOST_CONNECTIONS = 200
_LONGEST_CHUNK = 16 << 20
_MOST_HEADERS = 100
_USER = re.compile(r'user:(""|(?:\\.|[^ \\])+)')
_BOX = re.compile(r"box:([0-9a-f]{32})")
_WORDS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 503: "Service Unavailable"}


class NotHttp(ValueError):
    """What came is no request that we know."""


@dataclass(frozen=True)
class Door:
    """wanted: what the Authorization field must say. threads: where SQLite works. health: a thread beside them, so that
    much to do is not taken for hung."""

    shelf: Shelf
    wanted: str
    threads: Executor
    health: Executor
    _connected: set[asyncio.StreamWriter] = field(default_factory=set)
    _unknown: dict[asyncio.StreamWriter, None] = field(default_factory=dict)
    """Those that have not had the secret yet, in order: they make room for others."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._connected) >= MOST_CONNECTIONS and not self._makes_room():
            log.warning("too many connections")
            writer.close()
            return
        self._connected.add(writer)
        self._unknown[writer] = None
        try:
            while await self._one(reader, writer):
                pass
        except NotHttp as error:
            log.warning("not a request: %s", error)
        except (asyncio.IncompleteReadError, TimeoutError, ConnectionError):
            return  # they left
        finally:
            self._left(writer)
            writer.close()

    def _makes_room(self) -> bool:
        oldest = next(iter(self._unknown), None)
        if oldest is None:
            return False
        self._left(oldest)
        oldest.close()
        return True

    def _left(self, writer: asyncio.StreamWriter) -> None:
        self._connected.discard(writer)
        self._unknown.pop(writer, None)

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        words, headers = await _head(reader, FIRST_SECONDS if writer in self._unknown else IDLE_SECONDS)
        if words[1] == "/healthz":
            await asyncio.get_running_loop().run_in_executor(self.health, len, ())
            await _send(writer, 200, b"ok")
            return False
        if not hmac.compare_digest(headers.get("authorization", "").encode(), self.wanted.encode()):
            await _send(writer, 401, b"")
            return False
        self._unknown.pop(writer, None)
        if "100-continue" in headers.get("expect", ""):
            writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        content = _content(reader, headers)
        status, answered = await self._answer(words[1], content)
        async for _piece in content:
            pass
        await _send(writer, status, answered)
        return status != 400 and headers.get("connection", "").lower() != "close"

    async def _answer(self, target: str, content: AsyncIterator[bytes]) -> tuple[int, bytes]:
        url = urlsplit(target)
        try:
            if url.path == "/solr/update":
                return 200, await self._update(content)
            if url.path == "/solr/select":
                return 200, await self._select(parse_qs(url.query))
        except (NotReady, sqlite3.Error, TimeoutError, AgentDown, AgentRefused) as error:
            log.warning("%s: not now: %r", url.path, error)
            return 503, b"not ready"
        except (ValueError, ExpatError, LookupError) as error:
            log.warning("%s: not understood: %r", url.path, error)
            return 400, b"not understood"
        return 404, b""

    async def _off(self, work: Callable[..., T], *arguments: object) -> T:
        """In a thread, and not for ever."""
        running = asyncio.get_running_loop().run_in_executor(self.threads, work, *arguments)
        return await asyncio.wait_for(running, SECONDS)

    async def _update(self, content: AsyncIterator[bytes]) -> bytes:
        """Answered when it is on disk: then Dovecot counts the mails as indexed."""
        updates = Updates()
        async for piece in content:
            updates.feed(piece)
            if len(updates.mails) >= AT_ONCE or updates.characters >= TEXT_AT_ONCE:
                await self._off(self._add, updates.user, updates.taken())
        updates.feed(b"", is_last=True)
        if updates.mails:
            await self._off(self._add, updates.user, updates.mails)
        if updates.gone:
            await self._off(self._forget, updates.user, updates.gone)
        return b"<response/>"

    def _add(self, user: str, mails: list[Mail]) -> None:
        with self.shelf.of(user) as index:
            index.add(mails)

    def _forget(self, user: str, gone: list[tuple[str, int]]) -> None:
        with self.shelf.of(user) as index:
            index.forget(gone)
            is_waste = index.is_mostly_waste()
        if is_waste:
            self.shelf.throw_away(user)

    async def _select(self, asked: Mapping[str, list[str]]) -> bytes:
        question, limits = asked["q"][0], asked.get("fq", [""])[0]
        named = _USER.search(limits or question)
        if not named:
            raise NotHttp("no user")
        user, guids = re.sub(r"\\(.)", r"\1", named[1]), _BOX.findall(limits or question)
        if not limits:
            return await self._off(self._last, user, guids)
        return await self._off(self._found, user, guids, question, "box" in asked.get("fl", [""])[0])

    def _last(self, user: str, guids: list[str]) -> bytes:
        """The highest UID that Dovecot told of a folder."""
        with self.shelf.of(user, is_asked_from_anew=True) as index:
            uid = index.last_uid(guids[0]) if guids else 0
        return _documents([f'<i name="uid">{uid}</i>'] if uid else [])

    def _found(self, user: str, guids: list[str], question: str, with_boxes: bool) -> bytes:
        with self.shelf.of(user) as index:
            asked = guids or index.guids
            numbers = answer(question, index.numbers, lambda: index.everything(asked))
            uids = [(guid, uid) for guid in asked for uid in index.uids(numbers, guid)]
        return _documents(
            [f'<i name="box">{guid}</i><i name="uid">{uid}</i>' for guid, uid in uids]
            if with_boxes
            else [f'<i name="uid">{uid}</i>' for _, uid in uids]
        )


def _documents(fields: list[str]) -> bytes:
    documents = "".join(f"<doc>{each}</doc>" for each in fields)
    return f"<response><result>{documents}</result></response>".encode()


async def _send(writer: asyncio.StreamWriter, status: int, content: bytes) -> None:
    head = f"HTTP/1.1 {status} {_WORDS[status]}\r\nContent-Type: text/xml; charset=utf-8\r\n"
    writer.write(f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content)
    async with asyncio.timeout(IDLE_SECONDS):
        await writer.drain()


async def _head(reader: asyncio.StreamReader, seconds: float) -> tuple[list[str], dict[str, str]]:
    """The request line's three words, and the header fields. seconds: how long it may be silent first."""
    async with asyncio.timeout(seconds):
        first = await reader.readexactly(1)
    async with asyncio.timeout(HEAD_SECONDS):
        try:
            octets = first + await reader.readuntil(b"\r\n\r\n")
        except asyncio.LimitOverrunError as error:
            raise NotHttp("head too long") from error
    line, *fields = octets.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    words = line.split(" ")
    if len(words) != 3:
        raise NotHttp(line[:80])
    if len(fields) > _MOST_HEADERS:
        raise NotHttp("too many header fields")
    split = (text.partition(":") for text in fields)
    return words, {name.strip().lower(): text.strip() for name, _colon, text in split}


async def _content(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> AsyncIterator[bytes]:
    """The body, in pieces."""
    if headers.get("transfer-encoding", "").lower() == "chunked":
        while size := _size((await _awaited(_line(reader))).split(";")[0], 16):
            yield await _awaited(reader.readexactly(size))
            await _awaited(_line(reader))
        await _awaited(_line(reader))
    elif length := _size(headers.get("content-length", "0"), 10):
        yield await _awaited(reader.readexactly(length))


async def _line(reader: asyncio.StreamReader) -> str:
    try:
        return (await reader.readline()).decode("latin-1").rstrip("\r\n")
    except ValueError as error:
        raise NotHttp("line too long") from error


async def _awaited(piece: Coroutine[None, None, T]) -> T:
    """Who stops in the middle of a body has left."""
    try:
        async with asyncio.timeout(IDLE_SECONDS):
            return await piece
    except TimeoutError as error:
        raise ConnectionAbortedError from error


def _size(text: str, base: int) -> int:
    try:
        size = int(text.strip(), base)
    except ValueError as error:
        raise NotHttp("length") from error
    if not 0 <= size <= _LONGEST_CHUNK:
        raise NotHttp("length")
    return size

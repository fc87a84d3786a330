"""The second virus engine over ICAP (RFC 3507): one question, what is wrong with these bytes?

Makers differ in how they say that they found something, and one says "200 OK" with an empty body. So clean is only 204,
or a 200 that gives every byte back; a finding is what one of the known fields names; anything else is no verdict, and
the mail waits. An engine may also be told to let everything pass, or be without signatures: it is asked for the test
virus first and each hour, and one that does not find it gives no verdict.
"""

import asyncio
import contextlib
import hashlib
import re
import time
from collections import deque
from dataclasses import dataclass, field

from fumibako.machine.daemons.clamd.service import EICAR
from fumibako.machine.daemons.filterd.second_engine import Place
from fumibako.processes.filterd.engines import EngineDown

CONNECT_SECONDS, SCAN_SECONDS = 5, 110
CHUNK_BYTES = 1 << 16
MAX_FIELDS_BYTES = 64 << 10
MAX_CONNECTIONS = 4
PROOF_SECONDS = 3900  # a little more than from one proof to the next
PROVING_SECONDS = 10
AWAY_SECONDS = 5  # nobody waits for an engine that has just not answered
_FINDINGS = (
    *("x-virus-id", "x-virus-name", "x-fsecure-infection-name", "x-blocked", "x-block-reason"),
    *("x-mwg-block-reason", "x-response-info"),
)
_HARMLESS = frozenset({"", "0", "none", "passed", "no threats"})
_BLOCKED = re.compile(r"HTTP/1\.\d [34]\d\d\b")
_NOT_SCANNED = re.compile(r"type=2\b", re.I)


@dataclass
class Reply:
    """fields: of the ICAP answer; http: lines of the encapsulated header; digest: of its body."""

    status: int
    fields: dict[str, str]
    http: list[str] = field(default_factory=list)
    digest: bytes = b""


def finding_in(reply: Reply) -> str:
    """The name of what was found, in the words of whichever maker; "" for nothing."""
    seen = dict(reply.fields)
    for line in reply.http[1:]:
        name, _, value = line.partition(":")
        seen.setdefault(name.strip().lower(), value.strip())
    if match := re.search(r"threat=([^;]+)", seen.get("x-infection-found", ""), re.I):
        return match[1].strip()
    if "x-violations-found" in seen:
        lines = seen["x-violations-found"].split("\n")
        return lines[2].strip() if len(lines) > 2 else "violation"
    for name in _FINDINGS:
        value = seen.get(name, "").split("\n")[0].strip().strip('"')
        if value.lower() not in _HARMLESS:
            return value
    return ""


def verdict_of(reply: Reply, digest: bytes) -> str:
    """The finding, "" for clean. digest: of what was sent. Raises EngineDown where it is neither."""
    found = finding_in(reply)
    if _NOT_SCANNED.match(reply.fields.get("x-infection-found", "")):
        raise EngineDown(f"ICAP: not scanned: {found[:80]}")
    if found:
        return found
    if reply.status == 204:
        return ""
    first = reply.http[0] if reply.http else ""
    if reply.status == 200 and first == _ECHO:
        return "" if reply.digest == digest else "withheld by the engine"
    if reply.status in (200, 201) and _BLOCKED.match(first):
        return "blocked by the engine"
    raise EngineDown(f"ICAP answered {reply.status} {first[:60]!r}")


_ECHO = "HTTP/1.1 200 OK"


class Icap:
    """The engine at a place, which may be nowhere."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._free: deque[_Connection] = deque()
        self._slots = asyncio.Semaphore(MAX_CONNECTIONS)
        self._proving = asyncio.Lock()
        self._proven_until = 0.0
        self._away_until, self._why = 0.0, ""

    async def scan(self, content: bytes) -> str:
        """The name of what was found, "" for nothing. Raises EngineDown."""
        async with self._proving:
            if time.monotonic() < self._away_until:
                raise EngineDown(self._why)
            is_proven = time.monotonic() < self._proven_until or await self._prove()
        if not is_proven:
            raise EngineDown("ICAP: the engine does not find the test virus")
        try:
            return await self._scan(content, SCAN_SECONDS)
        except EngineDown:
            self._proven_until = 0.0
            raise

    async def proves(self) -> bool:
        """Whether it finds the test virus now. Raises EngineDown."""
        async with self._proving:
            return await self._prove()

    async def _prove(self) -> bool:
        try:
            is_found = bool(await self._scan(EICAR, PROVING_SECONDS))
        except EngineDown as error:
            self._away_until, self._why = time.monotonic() + AWAY_SECONDS, str(error)
            raise
        self._proven_until = time.monotonic() + PROOF_SECONDS if is_found else 0.0
        return is_found

    async def _scan(self, content: bytes, seconds: float) -> str:
        if not self._place.host:
            raise EngineDown("no ICAP server is set")
        try:
            async with self._slots, asyncio.timeout(seconds):
                return verdict_of(await self._ask(content), hashlib.sha256(content).digest())
        except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError, asyncio.LimitOverrunError) as error:
            raise EngineDown(f"ICAP: {error or type(error).__name__}") from error

    async def _ask(self, content: bytes) -> Reply:
        """A kept connection may have ended meanwhile: then another one, once."""
        while self._free:
            connection = self._free.pop()
            try:
                return await self._on(connection, content)
            except (ConnectionError, asyncio.IncompleteReadError):
                continue
        return await self._on(await self._open(), content)

    async def _on(self, connection: "_Connection", content: bytes) -> Reply:
        try:
            reply = await connection.ask(content)
        except BaseException:
            connection.close()
            raise
        if connection.is_usable and reply.fields.get("connection", "").lower() != "close":
            self._free.append(connection)
        else:
            connection.close()
        return reply

    async def _open(self) -> "_Connection":
        async with asyncio.timeout(CONNECT_SECONDS):
            place = self._place
            reader, writer = await asyncio.open_connection(
                place.host, place.port, limit=MAX_FIELDS_BYTES, ssl=place.tls()
            )
        connection = _Connection(reader, writer, place.url, f"{place.host}:{place.port}")
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await connection.learn()
        except BaseException:
            connection.close()
            raise
        return connection

    def close(self) -> None:
        for connection in self._free:
            connection.close()


class _Connection:
    """preview: how many bytes the server wants first, as it said when it was asked for its options."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, url: str, host: str) -> None:
        self._reader, self._writer, self._url, self._host = reader, writer, url, host
        self._preview: int | None = None
        self.is_usable = True

    def close(self) -> None:
        self._writer.transport.abort()

    async def learn(self) -> None:
        """Raises EngineDown for what is no scanner of responses."""
        self._writer.write(self._head("OPTIONS", "Encapsulated: null-body=0"))
        reply = await self._reply()
        if reply.status != 200 or "RESPMOD" not in reply.fields.get("methods", ""):
            raise EngineDown(f"ICAP: {self._url} answered {reply.status} to OPTIONS")
        preview = reply.fields.get("preview", "")
        self._preview = int(preview) if preview.isdecimal() else None

    async def ask(self, content: bytes) -> Reply:
        request = f"GET http://{self._host}/mail HTTP/1.1\r\nHost: {self._host}\r\n\r\n".encode()
        response = (
            f"{_ECHO}\r\nContent-Type: application/octet-stream\r\nContent-Length: {len(content)}\r\n\r\n".encode()
        )
        body = len(request) + len(response)
        lines = ["Allow: 204", f"Encapsulated: req-hdr=0, res-hdr={len(request)}, res-body={body}"]
        first = len(content) if self._preview is None else min(self._preview, len(content))
        if self._preview is not None:
            lines.append(f"Preview: {first}")
        self._writer.write(self._head("RESPMOD", *lines) + request + response)
        if self._preview is not None:
            self._writer.write(_chunk(content[:first]))
            self._writer.write(b"0; ieof\r\n\r\n" if first == len(content) else b"0\r\n\r\n")
            reply = await self._reply()
            if reply.status != 100:
                return reply
        return await self._rest(content, first if self._preview is not None else 0)

    async def _rest(self, content: bytes, start: int) -> Reply:
        """A server may answer before it has read everything."""
        sending = asyncio.ensure_future(self._send(content, start))
        try:
            return await self._reply()
        finally:
            if not sending.done():
                self.is_usable = False
                sending.cancel()
            with contextlib.suppress(asyncio.CancelledError, ConnectionError):
                await sending

    async def _send(self, content: bytes, start: int) -> None:
        for at in range(start, len(content), CHUNK_BYTES):
            self._writer.write(_chunk(content[at : at + CHUNK_BYTES]))
            await self._writer.drain()
        self._writer.write(b"0\r\n\r\n")
        await self._writer.drain()

    def _head(self, method: str, *lines: str) -> bytes:
        fields = (f"{method} {self._url} ICAP/1.0", f"Host: {self._host}", "User-Agent: Fumibako", *lines)
        return ("\r\n".join(fields) + "\r\n\r\n").encode()

    async def _reply(self) -> Reply:
        first = await self._line()
        if not (match := re.fullmatch(r"ICAP/1\.\d (\d{3})(?: .*)?", first)):
            raise EngineDown(f"not ICAP: {first[:60]!r}")
        reply = Reply(int(match[1]), await self._fields())
        if reply.status != 100:
            await self._encapsulated(reply)
        return reply

    async def _fields(self) -> dict[str, str]:
        """X-Violations-Found has several lines."""
        fields: dict[str, str] = {}
        name = ""
        while line := await self._line():
            if line[0] in " \t" and name:
                fields[name] += "\n" + line.strip()
            else:
                name, _, value = line.partition(":")
                name = name.strip().lower()
                fields[name] = value.strip()
        return fields

    async def _line(self) -> str:
        """Raises ConnectionResetError at the end."""
        line = await self._reader.readuntil(b"\n")
        return line.decode("latin-1").rstrip("\r\n")

    async def _encapsulated(self, reply: Reply) -> None:
        """Raises ValueError for offsets that make no sense."""
        parts = [part.strip().partition("=")[::2] for part in reply.fields.get("encapsulated", "").split(",")]
        for index, (name, start) in enumerate(parts):
            if name.endswith("-hdr"):
                size = int(parts[index + 1][1]) - int(start) if index + 1 < len(parts) else -1
                if not 0 <= size <= MAX_FIELDS_BYTES:
                    raise ValueError("offsets of Encapsulated")
                reply.http = (await self._reader.readexactly(size)).decode("latin-1").strip().split("\r\n")
            elif name.endswith("-body") and name != "null-body":
                reply.digest = await self._body()

    async def _body(self) -> bytes:
        digest = hashlib.sha256()
        while size := int((await self._line()).partition(";")[0], 16):
            while size > 0:
                piece = await self._reader.readexactly(min(size, CHUNK_BYTES))
                digest.update(piece)
                size -= len(piece)
            await self._line()
        await self._line()
        return digest.digest()


def _chunk(content: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(content), content) if content else b""

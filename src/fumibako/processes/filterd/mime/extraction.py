"""Takes a message apart and has clamd scan the pieces.

For an infected message: the names of the infected files and the text of the clean parts. For a message that readers
may interpret differently: whether it is clean in every interpretation. Parsing happens in a child process with limits.
"""

import asyncio
import contextlib
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from signal import SIGXCPU

from fumibako.machine.daemons.own import SOURCE
from fumibako.processes.filterd.content import Content
from fumibako.processes.filterd.engines import EngineDown
from fumibako.processes.filterd.engines.clamd import Clamd, Finding, State
from fumibako.processes.filterd.mime.sandbox import FRAME, LIMIT_EXCEEDED, LimitExceeded, Piece
from fumibako.processes.filterd.mime.strict import Ambiguous, ambiguity_of, decoded_bodies

# A waiting message occupies one of the ten connections that Postfix has for all mail. If it got a 451 at once instead,
# it would wait for Postfix's next retry, and so would everything that arrives with it.
WAIT_SECONDS = 60
WALL_SECONDS = 120
MAX_TEXT_CHARACTERS = 100_000
MAX_FILES = 20
# A message of 35 MiB needs several times its size in the child.
_child_slot = asyncio.Semaphore(1)
_thread_slots = asyncio.Semaphore(2)


@dataclass(frozen=True)
class Extraction:
    """files: names of the infected ones, if known. text: of the clean parts. virus: what was found first in a part, if
    the scan says. attachments: names and contents of the clean files, if they are kept."""

    files: tuple[str, ...] = ()
    text: str = ""
    virus: str = ""
    attachments: tuple[tuple[str, bytes], ...] = ()


async def extract(content: Content, clamd: Clamd) -> Extraction:
    """With clamd. Raises EngineDown, TimeoutError, RuntimeError."""

    async def found(piece: bytes) -> str:
        finding = await clamd.scan([piece])
        return "" if finding.state is State.CLEAN else finding.name or finding.state.value

    return await extract_by(content, found)


async def extract_by(
    content: Content, found: Callable[[bytes], Awaitable[str]], *, keeps_files: bool = False
) -> Extraction:
    """Scan each part on its own, a text in everything that can be decoded from it; unreadable parts are left out.
    found: the name of what is in these bytes, "" for nothing.

    Raises EngineDown, TimeoutError, RuntimeError.
    """
    files: list[str] = []
    texts: dict[int, str] = {}
    attachments: dict[int, tuple[str, bytes]] = {}
    infected: dict[int, str] = {}
    try:
        async with _slot(), contextlib.aclosing(_pieces(content, "parts")) as pieces:
            async for piece in pieces:
                if piece.text:
                    texts[piece.part] = piece.text
                if keeps_files and piece.file_name:
                    attachments[piece.part] = piece.file_name, piece.content
                if virus := await found(piece.content):
                    infected.setdefault(piece.part, virus)
                    files += [piece.file_name] if piece.file_name else []
    except LimitExceeded:
        texts.clear()
        attachments.clear()
    text = "\n\n".join(text for part, text in texts.items() if part not in infected)
    kept = tuple(file for part, file in attachments.items() if part not in infected)
    return Extraction(_shortened(files), _cut(text), next(iter(infected.values()), ""), kept)


async def scan_strict(content: Content, found: Callable[[bytes], Awaitable[str]]) -> str | None:
    """What is found in a strictly written message or in what it decodes to, "" for nothing: that needs no child. None
    where readers may decode it differently. Raises EngineDown."""
    if content.is_in_memory:
        bodies = _decoded(content.head)
    else:
        async with _thread_slots:
            bodies = await asyncio.to_thread(_decoded_file, content)
    if bodies is None:
        return None
    for body in bodies:
        if virus := await found(body):
            return virus
    return ""


def _decoded(message: bytes) -> list[bytes] | None:
    try:
        return decoded_bodies(message)
    except Ambiguous:
        return None


def _decoded_file(content: Content) -> list[bytes] | None:
    with content.reopened() as file:
        return _decoded(file.read())


def _shortened(files: list[str]) -> tuple[str, ...]:
    return tuple(files) if len(files) <= MAX_FILES else (*files[:MAX_FILES], "…")


def _cut(text: str) -> str:
    return text if len(text) <= MAX_TEXT_CHARACTERS else f"{text[:MAX_TEXT_CHARACTERS]}\n…"


async def scan_interpretations(content: Content, finding: Finding, clamd: Clamd) -> Finding:
    """Scan every interpretation of an ambiguous message. `finding`: of the message as a whole, returned if nothing
    worse is found.

    Raises EngineDown, TimeoutError, RuntimeError.
    """
    if not await _is_ambiguous(content):
        return finding
    try:
        async with _slot(), contextlib.aclosing(_pieces(content, "interpretations")) as pieces:
            async for piece in pieces:
                found = await clamd.scan([piece.content])
                if found.state in (State.INFECTED, State.UNSCANNABLE):
                    return found
    except LimitExceeded:
        return Finding(State.UNSCANNABLE, "Structure")
    return finding


async def _is_ambiguous(content: Content) -> bool:
    """A large message is read in a thread, so that other messages can continue."""
    if content.is_in_memory:
        return bool(ambiguity_of(content.head))
    async with _thread_slots:
        return await asyncio.to_thread(_is_ambiguous_file, content)


def _is_ambiguous_file(content: Content) -> bool:
    with content.reopened() as file:
        return bool(ambiguity_of(file.read()))


@contextlib.asynccontextmanager
async def _slot() -> AsyncIterator[None]:
    """Wait for the child slot; waiting too long is not the message's failure, so it raises EngineDown. Raises
    TimeoutError if the work itself takes too long."""
    try:
        async with asyncio.timeout(WAIT_SECONDS):
            await _child_slot.acquire()
    except TimeoutError as error:
        raise EngineDown("other messages are being parsed") from error
    try:
        async with asyncio.timeout(WALL_SECONDS):
            yield
    finally:
        _child_slot.release()


async def _pieces(content: Content, parser: str) -> AsyncGenerator[Piece, None]:
    """Raises LimitExceeded; RuntimeError if the parser failed."""
    with content.reopened() as file:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-S", "-m", f"fumibako.processes.filterd.mime.{parser}"),
            stdin=file,
            stdout=asyncio.subprocess.PIPE,
            env={"PYTHONPATH": str(SOURCE), "PYTHONDONTWRITEBYTECODE": "1"},
        )
    try:
        assert process.stdout is not None  # noqa: S101 a narrowing for the type checker
        with contextlib.suppress(asyncio.IncompleteReadError):
            while True:
                part, *sizes = FRAME.unpack(await process.stdout.readexactly(FRAME.size))
                name, text, octets = [await process.stdout.readexactly(size) for size in sizes]
                yield Piece(octets, name.decode(), text.decode(), part)
        code = await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()  # wait() alone never returns while the pipe holds data
    if code in (LIMIT_EXCEEDED, -SIGXCPU):
        raise LimitExceeded
    if code:
        raise RuntimeError(f"the parser exited with {code}")

"""A mail taken apart, and its pieces scanned one by one.

An infected mail: which of its files it is, and the text that people wrote. A clean mail that readers might understand
in different ways: whether it is clean in all of them. The taking apart happens in a child process with limits.
"""

import asyncio
import contextlib
import sys
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from signal import SIGXCPU

from fumibako.machine.daemons.own import SOURCE
from fumibako.processes.filterd.content import Content
from fumibako.processes.filterd.dissection import BEYOND_LIMITS, FRAME, Piece, TooMuch
from fumibako.processes.filterd.engines import EngineDown
from fumibako.processes.filterd.engines.clamd import Clamd, Finding, State
from fumibako.processes.filterd.ordinary import oddity_of

# Whoever waits here keeps one of the ten connections that Postfix has for the mail of all. Told "later" at once, a mail
# would wait for Postfix's next look instead, and so would all that come with it.
WAIT_SECONDS = 60
WALL_SECONDS = 120
LONGEST_TEXT = 100_000
MOST_FILES = 20
# A 35 MiB mail needs several times its size there.
_one_at_a_time = asyncio.Semaphore(1)
_looks = asyncio.Semaphore(2)


@dataclass(frozen=True)
class Findings:
    """files: names of the infected ones, where they could be told. text: what the others say."""

    files: tuple[str, ...] = ()
    text: str = ""


async def examine(content: Content, clamd: Clamd) -> Findings:
    """Look at each part by itself; what cannot be read is left out. Raises EngineDown, TimeoutError, RuntimeError."""
    files, texts = [], []
    try:
        async with _turn(), contextlib.aclosing(_taken_apart(content, "parts")) as pieces:
            async for piece in pieces:
                finding = await clamd.scan([piece.content])
                if finding.state is State.CLEAN:
                    texts.append(piece.text)
                elif piece.file_name:
                    files.append(piece.file_name)
    except TooMuch:
        return Findings(tuple(files[:MOST_FILES]))
    return Findings(tuple(files[:MOST_FILES]), "\n\n".join(text for text in texts if text)[:LONGEST_TEXT])


async def read_again(content: Content, finding: Finding, clamd: Clamd) -> Finding:
    """What the scanner says in the end of a mail in which it found nothing at first.

    Raises EngineDown, TimeoutError, RuntimeError.
    """
    if not await _is_odd(content):
        return finding
    try:
        async with _turn(), contextlib.aclosing(_taken_apart(content, "readings")) as pieces:
            async for piece in pieces:
                one = await clamd.scan([piece.content])
                if one.state in (State.INFECTED, State.UNSCANNABLE):
                    return one
    except TooMuch:
        return Finding(State.UNSCANNABLE, "Structure")
    return finding


async def _is_odd(content: Content) -> bool:
    """A big mail is read back by a thread, so that the others go on."""
    if content.is_in_memory:
        return bool(oddity_of(content.head))
    async with _looks:
        return await asyncio.to_thread(_is_odd_file, content)


def _is_odd_file(content: Content) -> bool:
    with content.reopened() as file:
        return bool(oddity_of(file.read()))


@contextlib.asynccontextmanager
async def _turn() -> AsyncIterator[None]:
    """A mail that waits for others before it has not failed. Raises EngineDown; TimeoutError once it is its turn."""
    try:
        async with asyncio.timeout(WAIT_SECONDS):
            await _one_at_a_time.acquire()
    except TimeoutError as error:
        raise EngineDown("other mails are taken apart") from error
    try:
        async with asyncio.timeout(WALL_SECONDS):
            yield
    finally:
        _one_at_a_time.release()


async def _taken_apart(content: Content, how: str) -> AsyncGenerator[Piece, None]:
    """Raises TooMuch; RuntimeError where the dissection itself went wrong."""
    with content.reopened() as file:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-S", "-m", f"fumibako.processes.filterd.{how}"),
            stdin=file,
            stdout=asyncio.subprocess.PIPE,
            env={"PYTHONPATH": str(SOURCE), "PYTHONDONTWRITEBYTECODE": "1"},
        )
    try:
        assert process.stdout is not None  # noqa: S101 a narrowing for the type checker
        with contextlib.suppress(asyncio.IncompleteReadError):
            while True:
                sizes = FRAME.unpack(await process.stdout.readexactly(FRAME.size))
                name, text, octets = [await process.stdout.readexactly(size) for size in sizes]
                yield Piece(octets, name.decode(), text.decode())
        code = await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()  # wait() alone waits for ever where the pipe still holds something
    if code in (BEYOND_LIMITS, -SIGXCPU):
        raise TooMuch
    if code:
        raise RuntimeError(f"the dissection ended with {code}")

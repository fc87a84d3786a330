"""Whoever brings the mails: SMTP clients of port 25, and clients of spamd for the engine alone."""

import asyncio
from collections import deque
from collections.abc import Sequence
from pathlib import Path

from fumibako.processes.filterd.engines.spamd import Spamd
from fumibako.processes.filterd.mime.stubs import shown_of

CONNECTIONS = 8
ACCOUNTS = 10


async def send_all(port: int, domain: str, mails: Sequence[bytes]) -> None:
    """Bring every mail to port 25, over a few connections that are kept. Raises RuntimeError when one is refused."""
    waiting = deque(enumerate(mails))
    await asyncio.gather(*(_client(port, domain, waiting) for _ in range(CONNECTIONS)))


async def _client(port: int, domain: str, waiting: deque[tuple[int, bytes]]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await _answers(reader, 1)
    writer.write(b"EHLO out.example\r\n")
    await _answers(reader, 1)
    while waiting:
        number, mail = waiting.popleft()
        envelope = f"MAIL FROM:<alice@out.example>\r\nRCPT TO:<u{number % ACCOUNTS}@{domain}>\r\nDATA\r\n"
        writer.write(envelope.encode())
        await _answers(reader, 3)
        writer.write(mail + b".\r\n")
        await writer.drain()
        await _answers(reader, 1)
    writer.write(b"QUIT\r\n")
    writer.close()


async def _answers(reader: asyncio.StreamReader, number: int) -> None:
    while number:
        line = await reader.readline()
        if line[:1] not in (b"2", b"3"):
            raise RuntimeError(f"Postfix said {line!r}")
        number -= line[3:4] != b"-"


async def judge_all(socket: Path, children: int, mails: Sequence[bytes], *, whole: bool = False) -> list[float]:
    """Have spamd judge every mail, every child busy all the time: what filterd shows it of each, or each as a whole."""
    spamd = Spamd(socket, children)
    return await asyncio.gather(*(_judge(spamd, mail, whole=whole) for mail in mails))


async def _judge(spamd: Spamd, mail: bytes, *, whole: bool) -> float:
    blocks = [mail] if whole else [mail[start:end] for start, end in shown_of(mail)]
    return (await spamd.check(blocks, sum(map(len, blocks)))).points

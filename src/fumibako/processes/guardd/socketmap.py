"""Postfix's socketmap (socketmap_table(5)): look-ups in netstrings over a Unix socket."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

IDLE_SECONDS = 300.0
LONGEST_REQUEST = 4096

Lookup = Callable[[str], str | None]


def serving(
    may_ask: Callable[[asyncio.StreamWriter], bool], maps: Mapping[str, Lookup]
) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    """Return the callback of asyncio.start_unix_server. maps: by the names that Postfix asks for."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while may_ask(writer):
                async with asyncio.timeout(IDLE_SECONDS):
                    name, _, key = (await _netstring(reader)).decode().partition(" ")
                found = maps[name](key)
                answer = b"NOTFOUND " if found is None else b"OK " + found.encode()
                writer.write(b"%d:%s," % (len(answer), answer))
                await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError, ConnectionError):
            return  # they left
        except (ValueError, KeyError):
            return  # no netstring, no UTF-8, or no map of ours: Postfix tries again later
        finally:
            writer.close()

    return serve


async def _netstring(reader: asyncio.StreamReader) -> bytes:
    """Raises ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError."""
    length = int((await reader.readuntil(b":"))[:-1])
    if not 0 <= length <= LONGEST_REQUEST:
        raise ValueError(f"length {length}")
    text = await reader.readexactly(length + 1)
    if text[-1:] != b",":
        raise ValueError("no netstring")
    return text[:-1]

"""As much HTTP/1.1 (RFC 9112) as Dovecot and our web speak: small POSTs with a length, on connections that stay."""

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

log = logging.getLogger("guardd")
LONGEST_HEAD, LONGEST_BODY = 8192, 16384
IDLE_SECONDS = 60.0

Answer = tuple[int, dict[str, Any]]
Do = Callable[[str, Mapping[str, str], Mapping[str, Any]], Answer]
UNAUTHORIZED: Answer = (401, {})
WORDS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found"}


class NotHttp(ValueError):
    """What came is not a request that we know."""


def serving(
    may_ask: Callable[[asyncio.StreamWriter, str, Mapping[str, str]], bool], do: Do
) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    """Return the callback of asyncio.start_server. do(target, headers, values) gives status and answer."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                async with asyncio.timeout(IDLE_SECONDS):
                    target, headers, body = await _request(reader)
                is_asking = may_ask(writer, target, headers)
                status, answer = do(target, headers, _values(body)) if is_asking else UNAUTHORIZED
                content = json.dumps(answer).encode()
                head = f"HTTP/1.1 {status} {WORDS[status]}\r\nContent-Type: application/json\r\n"
                writer.write(f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content)
                async with asyncio.timeout(IDLE_SECONDS):
                    await writer.drain()
                if headers.get("connection", "").lower() == "close":
                    return
        except NotHttp as error:
            log.warning("not a request: %s", error)
            writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        except (asyncio.IncompleteReadError, TimeoutError, ConnectionError):
            return  # they left
        finally:
            writer.close()

    return serve


async def _request(reader: asyncio.StreamReader) -> tuple[str, dict[str, str], bytes]:
    """Return target, headers (lower-case names) and body. Raises NotHttp, asyncio.IncompleteReadError."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.LimitOverrunError as error:
        raise NotHttp("head too long") from error
    lines = head.decode("latin-1").split("\r\n")
    words = lines[0].split(" ")
    if len(words) != 3 or words[0] not in ("GET", "POST"):
        raise NotHttp(repr(lines[0][:80]))
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    length = headers.get("content-length", "0")
    if not re.fullmatch("[0-9]{1,5}", length) or int(length) > LONGEST_BODY or "transfer-encoding" in headers:
        raise NotHttp("length")
    return words[1], headers, await reader.readexactly(int(length))


def _values(body: bytes) -> dict[str, Any]:
    try:
        values = json.loads(body or b"{}")
    except (ValueError, RecursionError) as error:
        raise NotHttp("no JSON") from error
    if not isinstance(values, dict):
        raise NotHttp("no object")
    return values

"""Postfix asks who is at the other end of a connection on loopback: its policy service (SMTPD_POLICY_README).

A port has no owner and no mode. Where one takes mail without a login, the kernel says whose program has called.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from pathlib import Path

# Of all connections of this network namespace, IPv4 (proc(5), /proc/net/tcp).
CONNECTIONS = Path("/proc/net/tcp")
IDLE_SECONDS = 300.0
LONGEST_REQUEST = 16384
_LOOPBACK = "0100007F"
_ESTABLISHED = "01"


def uid_of(connections: Iterable[str], client_port: int, server_port: int) -> int | None:
    """Return whose socket at 127.0.0.1:client_port is connected to 127.0.0.1:server_port."""
    wanted = [f"{_LOOPBACK}:{client_port:04X}", f"{_LOOPBACK}:{server_port:04X}", _ESTABLISHED]
    for line in connections:
        fields = line.split()
        if fields[1:4] == wanted:
            return int(fields[7])
    return None


def serving(welcome: Mapping[int, int]) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    """Return the callback of asyncio.start_unix_server. welcome: the one user that may connect to each port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                async with asyncio.timeout(IDLE_SECONDS):
                    request = await reader.readuntil(b"\n\n")
                writer.write(f"action={_verdict(request, welcome)}\n\n".encode())
                await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError, ConnectionError):
            return
        finally:
            writer.close()

    return serve


def _verdict(request: bytes, welcome: Mapping[int, int]) -> str:
    asked = dict(line.partition("=")[::2] for line in request.decode("utf-8", "replace").splitlines())
    client, server = asked.get("client_port", ""), asked.get("server_port", "")
    if asked.get("client_address") == "127.0.0.1" and client.isdecimal() and server.isdecimal():
        user = welcome.get(int(server))
        with CONNECTIONS.open(encoding="ascii") as connections:
            if user is not None and uid_of(connections, int(client), int(server)) == user:
                return "DUNNO"
    return "554 5.7.1 Not for you"

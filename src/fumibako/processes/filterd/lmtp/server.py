"""The two sockets that Postfix delivers to: one for incoming, one for outgoing messages."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from fumibako.machine.system.accounts import uid_of
from fumibako.machine.system.peers import peer_of
from fumibako.processes.filterd.content import BLOCK_BYTES
from fumibako.processes.filterd.context import Context
from fumibako.processes.filterd.lmtp.session import Session
from fumibako.processes.filterd.message import Direction

log = logging.getLogger(__name__)

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def listen(context: Context) -> list[asyncio.Server]:
    """Open both sockets for Postfix, the watchdog and root. The peer's uid decides, not the socket's mode."""
    config = context.config
    allowed_uids = frozenset({0, uid_of("postfix"), config.uids.watchdog})
    servers = []
    for direction, path in (
        (Direction.INCOMING, config.filter_in_socket),
        (Direction.OUTGOING, config.filter_out_socket),
    ):
        path.unlink(missing_ok=True)
        server = await asyncio.start_unix_server(_serving(direction, context, allowed_uids), path, limit=BLOCK_BYTES)
        path.chmod(0o666)
        servers.append(server)
    return servers


def _serving(direction: Direction, context: Context, allowed_uids: frozenset[int]) -> Serve:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = peer_of(writer.get_extra_info("socket"))
        if peer.uid not in allowed_uids:
            log.warning("uid %d is not allowed", peer.uid)
            writer.close()
            return
        await Session(reader, writer, direction, context).serve()

    return serve

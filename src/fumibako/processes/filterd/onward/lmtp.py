"""Dovecot's LMTP (RFC 2033): after the mail, one reply for each accepted recipient."""

from collections.abc import Sequence

from fumibako.processes.filterd.onward import Reply
from fumibako.processes.filterd.onward.connection import Connection
from fumibako.processes.filterd.onward.nexthop import KeptConnections


class Lmtp(KeptConnections):
    hello = "LHLO"

    async def after_data(self, connection: Connection, accepted: Sequence[str]) -> dict[str, Reply]:
        return {recipient: await connection.reply() for recipient in accepted}

"""Dovecot's LMTP (RFC 2033): after the message, one reply for each accepted recipient."""

from collections.abc import Sequence

from fumibako.processes.filterd.onward import Reply
from fumibako.processes.filterd.onward.connection import Connection, ConnectionGone
from fumibako.processes.filterd.onward.nexthop import KeptConnections

SHUTTING_DOWN = 421  # RFC 5321 section 4.2.3


class Lmtp(KeptConnections):
    hello = "LHLO"

    async def after_data(self, connection: Connection, accepted: Sequence[str]) -> dict[str, Reply]:
        """Raises ConnectionGone, also for a 421: Dovecot is shutting down and may have stored the message before."""
        replies = {recipient: await connection.reply() for recipient in accepted}
        if any(reply.code == SHUTTING_DOWN for reply in replies.values()):
            raise ConnectionGone("the next hop is shutting down")
        return replies

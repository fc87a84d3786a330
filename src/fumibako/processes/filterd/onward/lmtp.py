"""Dovecot's LMTP (RFC 2033): after the message, one reply for each accepted recipient."""

import hashlib
import re
from collections.abc import Sequence

from fumibako.processes.filterd.message import Message
from fumibako.processes.filterd.onward import Reply
from fumibako.processes.filterd.onward.connection import Connection, ConnectionGone
from fumibako.processes.filterd.onward.nexthop import KeptConnections

SHUTTING_DOWN = 421  # RFC 5321 section 4.2.3
# Addresses that ORCPT carries as they are, but for the "+" (RFC 3461 section 4.2).
_SIMPLE = re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9.-]+")


class Lmtp(KeptConnections):
    hello = "LHLO"

    def parameters(self, message: Message, recipient: str) -> str:
        """ORCPT: the same address, in capitals and small letters that depend on the message.

        Of two messages with one Message-ID and one original recipient Pigeonhole 0.5.19 forwards only the first; with
        sieve_redirect_duplicate_period = 0 still if both come within a second. Nobody else minds the case.
        """
        if not _SIMPLE.fullmatch(recipient):
            return ""
        bits = int.from_bytes(hashlib.sha256(message.envelope.queue_id.encode()).digest())
        written = (c.upper() if bits >> place & 1 else c for place, c in enumerate(recipient))
        return " ORCPT=rfc822;" + "".join(written).replace("+", "+2B")

    async def after_data(self, connection: Connection, accepted: Sequence[str]) -> dict[str, Reply]:
        """Raises ConnectionGone, also for a 421: Dovecot is shutting down and may have stored the message before."""
        replies = {recipient: await connection.reply() for recipient in accepted}
        if any(reply.code == SHUTTING_DOWN for reply in replies.values()):
            raise ConnectionGone("the next hop is shutting down")
        return replies

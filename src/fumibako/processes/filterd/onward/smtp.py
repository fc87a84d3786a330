"""Postfix's smtpd behind the filter: after the message, one reply for all recipients."""

from collections.abc import Sequence

from fumibako.processes.filterd.onward import Reply
from fumibako.processes.filterd.onward.connection import Connection
from fumibako.processes.filterd.onward.nexthop import KeptConnections


class Smtp(KeptConnections):
    hello = "EHLO"

    async def after_data(self, connection: Connection, accepted: Sequence[str]) -> dict[str, Reply]:
        return dict.fromkeys(accepted, await connection.reply())

"""Hands a message to the next hop: envelope and DATA in one write (PIPELINING, RFC 2920)."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from fumibako.processes.filterd.message import Message
from fumibako.processes.filterd.onward import Reply, later
from fumibako.processes.filterd.onward.connection import Connection, ConnectionGone

log = logging.getLogger(__name__)


class NextHop(Protocol):
    """A server that accepts messages from us."""

    async def send(self, message: Message) -> dict[str, Reply]:
        """Send the message; one reply per recipient. Raises ConnectionGone if the connection breaks in the middle."""


class KeptConnections(ABC):
    """Reuses connections to one socket. Subclasses define the greeting and the replies after the message."""

    hello: str

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._idle: list[Connection] = []

    @abstractmethod
    async def after_data(self, connection: Connection, accepted: Sequence[str]) -> dict[str, Reply]:
        """The replies to the message, for the accepted recipients."""

    def parameters(self, message: Message, recipient: str) -> str:
        """What follows the recipient's address in RCPT, with the blank before it."""
        return ""

    async def send(self, message: Message) -> dict[str, Reply]:
        recipients = message.envelope.recipients
        while True:
            connection = self._kept()
            try:
                connection = connection or await Connection.open(self._socket, self.hello)
            except (OSError, ConnectionGone) as error:
                log.warning("%s: %s cannot be reached: %s", message.envelope.queue_id, self._socket, error)
                return dict.fromkeys(recipients, later("next hop not reachable"))
            try:
                replies = await self._transact(connection, message)
            except _ClosedBeforeUse:
                continue  # a kept connection was closed meanwhile; a new one ends the loop
            except BaseException:
                connection.transport.abort()
                raise
            connection.is_kept = True
            self._idle.append(connection)
            return replies

    def close(self) -> None:
        for connection in self._idle:
            connection.transport.abort()

    def _kept(self) -> Connection | None:
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_lost and not connection.transport.is_closing():
                return connection
        return None

    async def _transact(self, connection: Connection, message: Message) -> dict[str, Reply]:
        recipients = message.envelope.recipients
        connection.transport.write(self._envelope(message, connection.extensions))
        try:
            sender = await connection.reply()
        except ConnectionGone as error:
            if connection.is_kept:
                raise _ClosedBeforeUse from error
            raise
        replies = dict(zip(recipients, await connection.replies(len(recipients)), strict=True))
        data = await connection.reply()
        if not sender.is_accepted:
            return dict.fromkeys(recipients, sender)
        accepted = [recipient for recipient in recipients if replies[recipient].is_accepted]
        if data.code != 354:
            connection.transport.write(b"RSET\r\n")
            await connection.reply()
            return {recipient: data if reply.is_accepted else reply for recipient, reply in replies.items()}
        await connection.write_message(message.blocks())
        return replies | await self.after_data(connection, accepted)

    def _envelope(self, message: Message, extensions: frozenset[str]) -> bytes:
        envelope = message.envelope
        offered = {"BODY": "8BITMIME", "SMTPUTF8": "SMTPUTF8"}
        parameters = [word for word in envelope.parameters if offered.get(word.split("=")[0]) in extensions]
        lines = [" ".join([f"MAIL FROM:<{envelope.sender}>", *parameters])]
        lines += [f"RCPT TO:<{recipient}>{self.parameters(message, recipient)}" for recipient in envelope.recipients]
        return "".join(f"{line}\r\n" for line in [*lines, "DATA"]).encode()


class _ClosedBeforeUse(Exception):
    """A kept connection was already closed; nothing of this message was accepted."""


class Unanswered(Exception):
    """The next hop did not reply, so whether it has the message is unknown."""


async def within(seconds: float, hop: NextHop, message: Message) -> dict[str, Reply]:
    """Send with a time limit. Raises Unanswered."""
    try:
        async with asyncio.timeout(seconds):
            return await hop.send(message)
    except TimeoutError as error:
        raise Unanswered("the next hop was too slow") from error
    except ConnectionGone as error:
        raise Unanswered(str(error)) from error

"""Mails that the next hop may have taken without our hearing of it: looked for before they are handed on again.

A crash between two 250s, ours or a neighbour's, makes Postfix bring a mail that is in its mailbox already. That is
rare, so it is then that the mailbox is searched, and not at every mail that a record is written
(docs/decisions/0021-second-copies.md).
"""

import asyncio
import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons.dovecot.control import Mailboxes
from fumibako.processes.filterd.marks import Sweeper


class Doubts:
    """One empty file per queue id."""

    def __init__(self, room: Path, config: Config) -> None:
        self._room, self._mailboxes = room, Mailboxes(config)
        self._known = {path.name for path in room.iterdir()}
        self._sweeper = Sweeper(room)

    def __contains__(self, queue_id: str) -> bool:
        return queue_id in self._known

    def add(self, queue_id: str) -> None:
        """No fsync: a file outlives its process without one. Raises OSError."""
        self._known.add(queue_id)
        (self._room / queue_id).touch()
        self._known -= self._sweeper.sweep()

    @contextlib.contextmanager
    def unless_answered(self, queue_id: str) -> Iterator[None]:
        """What ends by an exception, also by the end of this process, leaves a doubt."""
        try:
            yield
        except BaseException:
            self.add(queue_id)
            raise

    async def holders(self, queue_id: str, recipients: Sequence[str]) -> frozenset[str]:
        """Those whose mailbox has the mail. Raises AgentDown, AgentRefused."""
        answers = [await asyncio.to_thread(self._mailboxes.holds_mail, recipient, queue_id) for recipient in recipients]
        return frozenset(who for who, has_it in zip(recipients, answers, strict=True) if has_it)

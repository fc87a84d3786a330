"""Messages that the next hop may already have accepted: their mailboxes are searched before another delivery.

After a crash between two 250s, ours or a neighbour's, Postfix sends a message again that is already in its mailbox.
That is rare, so the mailbox is searched in these cases only, instead of recording every delivery
(docs/decisions/0021-second-copies.md).
"""

import asyncio
import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons.dovecot.control import Mailboxes
from fumibako.processes.filterd.ledger.sweeper import Sweeper


class PossibleDuplicates:
    """One empty file per queue id."""

    def __init__(self, directory: Path, config: Config) -> None:
        self._directory, self._mailboxes = directory, Mailboxes(config)
        self._queue_ids = {path.name for path in directory.iterdir()}
        self._sweeper = Sweeper(directory)

    def __contains__(self, queue_id: str) -> bool:
        return queue_id in self._queue_ids

    def add(self, queue_id: str) -> None:
        """No fsync: a file survives its process without one. Raises OSError."""
        self._queue_ids.add(queue_id)
        (self._directory / queue_id).touch()
        self._queue_ids -= self._sweeper.sweep()

    @contextlib.contextmanager
    def unless_answered(self, queue_id: str) -> Iterator[None]:
        """Add the message if the block ends by an exception, including the end of this process."""
        try:
            yield
        except BaseException:
            self.add(queue_id)
            raise

    async def recipients_with_copy(self, queue_id: str, recipients: Sequence[str]) -> frozenset[str]:
        """The recipients whose mailbox has the message. Raises AgentDown, AgentRefused."""
        answers = [await asyncio.to_thread(self._mailboxes.holds_mail, recipient, queue_id) for recipient in recipients]
        return frozenset(recipient for recipient, has_copy in zip(recipients, answers, strict=True) if has_copy)

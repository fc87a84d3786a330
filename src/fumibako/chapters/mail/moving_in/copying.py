"""One mailbox copied into ours. What is here already is not copied again, so it can be cut off anywhere."""

import imaplib
import ssl
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from fumibako.chapters.mail.moving_in import errors
from fumibako.chapters.mail.moving_in.folders import Pair, paired
from fumibako.chapters.mail.moving_in.source import Row, Source, keeping, rows_of
from fumibako.machine.conf import Config
from fumibako.machine.daemons.dovecot.tokens import token

LOOKED_AT = 500  # mails at once
SECONDS = 60.0
_LOST = (OSError, IMAPClientError, imaplib.IMAP4.error)
Key = tuple[datetime, bytes]


@dataclass
class Count:
    copied: int = 0
    there: int = 0
    failed: int = 0


class Target:
    """A mailbox of ours, opened by a token (docs/decisions/0050). Raises OurSideAway."""

    def __init__(self, config: Config, address: str) -> None:
        self._address = address
        context = ssl.create_default_context()  # it does not leave the machine
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        try:
            self._client = IMAPClient(config.own_address, config.ports.imaps, ssl_context=context, timeout=SECONDS)
            self._client.oauthbearer_login(address, token(config, address))
        except _LOST as error:
            raise errors.OurSideAway(address=address) from error
        self._client.normalise_times = False

    def __enter__(self) -> "Target":
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._client.logout()
        except _LOST:
            self._client.shutdown()

    def keys(self, folder: str) -> Counter[Key]:
        """What lies in a folder, which is made where it is missing."""
        with self._failing():
            if folder != "INBOX" and not self._client.folder_exists(folder):
                self._client.create_folder(folder)
                self._client.subscribe_folder(folder)
            self._client.select_folder(folder, readonly=True)
            uids = self._client.search("ALL")
            return Counter(key_of(row) for part in _parts(uids) for row in rows_of(self._client, part))

    def append(self, folder: str, row: Row, content: bytes) -> bool:
        """Whether it was taken. Raises MailboxFull."""
        try:
            self._client.append(folder, content, keeping(row.flags), row.received_at)
        except IMAPClientError as error:
            if "OVERQUOTA" in str(error):
                raise errors.MailboxFull(address=self._address) from error
            return False
        except _LOST as error:
            raise errors.OurSideAway(address=self._address) from error
        return True

    @contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except _LOST as error:
            raise errors.OurSideAway(address=self._address) from error


def key_of(row: Row) -> Key:
    return row.received_at, row.heading


def copy(source: Source, target: Target, report: Callable[[str, int, int], None]) -> Count:
    """told: which folder of ours, how many of its mails are done, of how many; it may raise to stop. Raises
    OldServerFailed, OurSideAway, MailboxFull."""
    count = Count()
    for pair in paired(source.folders()):
        _copy_folder(source, target, pair, count, report)
    return count


def _copy_folder(
    source: Source, target: Target, pair: Pair, count: Count, report: Callable[[str, int, int], None]
) -> None:
    uids, here = source.open(pair.source), target.keys(pair.target)
    done = 0
    for part in _parts(uids):
        for row in source.rows(part):
            report(pair.target, done, len(uids))
            done += 1
            if here[key_of(row)] > 0:
                here[key_of(row)] -= 1
                count.there += 1
                continue
            content = source.content(row.uid)
            if content is not None and target.append(pair.target, row, content):
                count.copied += 1
            else:
                count.failed += 1


def _parts(uids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (uids[at : at + LOOKED_AT] for at in range(0, len(uids), LOOKED_AT))

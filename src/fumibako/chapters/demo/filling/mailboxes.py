"""Filling a mailbox over IMAP, as its user's mail program would. What lies there already is not put there again."""

import ssl
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from fumibako.chapters.demo.filling.mails import Letter, drawing, letters_of, written
from fumibako.chapters.demo.filling.patience import patiently
from fumibako.chapters.mail.accounts.queries import account
from fumibako.machine.conf import Config
from fumibako.machine.daemons.dovecot.tokens import token

SECONDS = 30.0
ARCHIVES = ("zumen", "midorikawa")
ARCHIVE_FOLDER, DOUBLINGS = "図面/2025年度", 5
Breathe = Callable[[str], None]


def fill(config: Config, address: str, now: datetime, breathe: Breathe) -> None:
    """Raises NotThere."""
    mailbox = account(address)
    if mailbox is None or mailbox.login.is_suspended:
        return
    letters = sorted(letters_of(address, mailbox.display_name), key=lambda letter: letter.at(now))
    _with_client(config, address, partial(_put, letters=letters, now=now), breathe)


def archive(config: Config, address: str, now: datetime, breathe: Breathe) -> None:
    """Much mail on little disk: copies within a mailbox are hard links to one file. Raises NotThere."""
    _with_client(config, address, partial(_put_drawings, address=address, now=now), breathe)


def _put(client: IMAPClient, letters: Sequence[Letter], now: datetime) -> None:
    there: dict[str, Sequence[bytes]] = {}
    for letter in letters:
        if letter.folder not in there:
            there[letter.folder] = _message_ids(client, letter.folder)
        if letter.message_id.encode() not in there[letter.folder]:
            client.append(letter.folder, written(letter, now), letter.flags, letter.at(now))


def _put_drawings(client: IMAPClient, address: str, now: datetime) -> None:
    if not _message_ids(client, ARCHIVE_FOLDER):
        letter, content = drawing(address, now)
        client.append(ARCHIVE_FOLDER, content, letter.flags, letter.at(now))
    client.select_folder(ARCHIVE_FOLDER)
    while len(uids := client.search("ALL")) < 1 << DOUBLINGS:
        client.copy(uids, ARCHIVE_FOLDER)


def _with_client(config: Config, address: str, act: Callable[[IMAPClient], None], breathe: Breathe) -> None:
    context = ssl.create_default_context()  # it does not leave the machine
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE

    def attempt() -> None:
        client = IMAPClient(config.own_address, config.ports.imaps, ssl_context=context, timeout=SECONDS)
        client.normalise_times = False
        try:
            client.oauthbearer_login(address, token(config, address))
            act(client)
            client.logout()
        except BaseException:
            client.shutdown()
            raise

    patiently(attempt, faults=(OSError, IMAPClientError), breathe=breathe, what=address)


def _message_ids(client: IMAPClient, folder: str) -> Sequence[bytes]:
    """Of the mails in a folder, which is made where it is missing."""
    if not client.folder_exists(folder):
        client.create_folder(folder)
        client.subscribe_folder(folder)
    client.select_folder(folder, readonly=True)
    uids = client.search("ALL")
    fetched = client.fetch(uids, ["ENVELOPE"]) if uids else {}
    return [row[b"ENVELOPE"].message_id or b"" for row in fetched.values()]

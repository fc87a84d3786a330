"""The demo's mails, put into a mailbox of the running box."""

import imaplib
from collections.abc import Callable

import pytest

from tests.journeys.clients import MailPrograms, Person
from tests.journeys.office import Office
from tests.journeys.portal import run_as_background

pytestmark = pytest.mark.box
FILL = """
from django.conf import settings
from django.utils import timezone
from fumibako.chapters.demo.filling.mailboxes import fill
for _ in range(2):
    fill(settings.FUMIBAKO, {address!r}, timezone.now(), lambda what: None)
result = None
"""


def test_a_mailbox_is_filled_once_with_read_unread_and_spam(
    office: Office, programs: MailPrograms, new_person: Callable[..., Person]
) -> None:
    person = new_person()
    run_as_background(office.config, FILL.format(address=person.address))
    with programs.imaps(person) as imap:
        assert counted(imap, "INBOX", "ALL") == 3
        assert counted(imap, "INBOX", "UNSEEN") == 1
        assert counted(imap, "Junk", "HEADER", "X-Fumibako-Spam", "yes") == 1


def counted(imap: imaplib.IMAP4, folder: str, *criteria: str) -> int:
    imap.select(folder, readonly=True)
    return len(imap.search(None, *criteria)[1][0].split())

"""pushd hangs or is gone: deliveries and mail programs do not notice, and pages are told again when it is back (F)."""

import imaplib
import socket
from contextlib import suppress

import pytest

from fumibako.machine.conf import Config
from tests.faults.processes import Processes
from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.office import Office
from tests.journeys.test_webmail import told
from tests.journeys.web import Browser

pytestmark = [pytest.mark.box, pytest.mark.feature("F")]
OUTSIDER = "hanako@out.example"


def fill(config: Config) -> None:
    """The queue of what Dovecot tells, until not even a new socket gets anything in."""
    while tell_much(config):
        pass


def tell_much(config: Config) -> int:
    """As much as one socket may have on its way; how much that was."""
    told = 0
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out, suppress(BlockingIOError):
        out.setblocking(False)
        while out.sendto(b"nobody@ours.example", str(config.told_socket)):
            told += 1
    return told


def is_read(imap: imaplib.IMAP4) -> bool:
    imap.select()
    return imap.store("1", "+FLAGS", r"(\Seen)")[0] == "OK"


def test_nothing_waits_for_a_pushd_that_hangs_or_is_gone(
    programs: MailPrograms, office: Office, processes: Processes, suzuki: Person
) -> None:
    def works() -> None:
        """A delivery comes to its end, too: Postfix hears that the mail is there."""
        mail = mails.plain(OUTSIDER, suzuki.address)
        programs.deliver(mail, OUTSIDER, suzuki.address)
        programs.wait_for(suzuki, mail)
        until(lambda: suzuki.address not in str(office.queue()))
        with programs.imaps(suzuki) as imap:
            assert is_read(imap)
        assert len(programs.all_of(suzuki, mail)) == 1

    browser = Browser(programs, office.config.hostname).log_in(suzuki)
    with processes.stopped("watchdog"):
        with processes.frozen("pushd"):
            fill(office.config)
            works()
        with processes.stopped("pushd"):
            works()
            assert browser.get("/mail/events/").status == 503
    with browser.stream("/mail/events/") as events:
        assert told(events, "retry:")
        works()
        assert told(events, "data: look")

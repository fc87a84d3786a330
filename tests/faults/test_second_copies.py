"""Whoever went away with an answer: the mail that comes again is looked for in the real mailbox (SECURITY 2.2)."""

import threading
from collections.abc import Callable

import pytest

from fumibako.machine.daemons.dovecot.control import Mailboxes
from fumibako.machine.provision.client import AgentRefused
from fumibako.processes.filterd.tests.hops import Queue
from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.office import Office

pytestmark = [pytest.mark.box, pytest.mark.feature("B7")]
OUTSIDER = "hanako@out.example"
BEFORE = "250 2.0.0 Delivered before"


def bring(office: Office, recipient: str, content: bytes, queue_id: str) -> str:
    """As Postfix does that goes away as soon as it has the answer."""
    queue = Queue(office.config.filter_in_socket)
    try:
        (answer,) = queue.send(OUTSIDER, [recipient], content, queue_id)
        return answer
    finally:
        queue.close()


def test_a_mail_that_is_in_its_mailbox_is_not_put_there_again(
    office: Office, programs: MailPrograms, new_person: Callable[..., Person]
) -> None:
    person = new_person()
    local_part, _, domain = person.address.partition("@")
    for recipient, queue_id in ((person.address, "4TqSecondCopz1"), (f"{local_part}+box@{domain}", "4TqSecondCopz2")):
        content = mails.plain(OUTSIDER, recipient).content
        directory = office.config.home("filterd") / "possible-duplicates" / queue_id
        assert bring(office, recipient, content, queue_id).startswith("250 2.0.0 ")
        until(directory.exists)
        assert bring(office, recipient, content, queue_id) == BEFORE
    assert len(programs.all_in(person)) == 2


def test_it_is_found_wherever_it_was_put(office: Office, new_person: Callable[..., Person]) -> None:
    person = new_person()
    mail = b"From: a@out.example\r\nFrom: b@out.example\r\nSubject: whose?\r\n\r\nx\r\n"  # into the spam box
    assert bring(office, person.address, mail, "4TqSecondCopz3").startswith("250 2.0.0 ")
    mailboxes = Mailboxes(office.config)
    assert mailboxes.holds_mail(person.address, "4TqSecondCopz3")
    assert not mailboxes.holds_mail(person.address, "4TqSecondCopz")
    assert not mailboxes.holds_mail(new_person().address, "4TqSecondCopz3")
    with pytest.raises(AgentRefused):
        mailboxes.holds_mail(person.address, "4TqSecondCopz3; OR ALL")


def test_an_ordinary_mail_leaves_no_doubt(office: Office, programs: MailPrograms, suzuki: Person) -> None:
    directory = office.config.home("filterd") / "possible-duplicates"
    before = {path.name for path in directory.iterdir()}
    mail = mails.plain(OUTSIDER, suzuki.address)
    programs.deliver(mail, OUTSIDER, suzuki.address)
    programs.wait_for(suzuki, mail)
    threading.Event().wait(4)  # Postfix keeps an idle connection for two seconds
    assert {path.name for path in directory.iterdir()} == before

"""C3 from the form to the other end of the world."""

from collections.abc import Callable
from typing import Any

import pytest

from fumibako.machine.daemons.clamd.service import EICAR
from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.mails import Mail, body_hash, headers
from tests.journeys.office import Office
from tests.journeys.sink import Sink, Taken
from tests.journeys.web import Browser

pytestmark = [pytest.mark.box, pytest.mark.feature("C3")]
OUTSIDER = "hanako@out.example"
ELSEWHERE = "ichiro@elsewhere.example"


def test_a_forwarded_mail_reaches_every_target_and_the_copy_stays(
    programs: MailPrograms, suzuki: Person, sato: Person, outside: Sink, forwards: Callable[..., None]
) -> None:
    forwards(suzuki, sato.address, ELSEWHERE)
    mail = mails.multipart(OUTSIDER, suzuki.address)
    programs.deliver(mail, OUTSIDER, suzuki.address)
    (taken,) = outside.wait_for(mail.message_id)
    assert taken.recipients == (ELSEWHERE,)
    assert body_hash(taken.content) == mail.body_hash
    assert body_hash(programs.wait_for(sato, mail)) == mail.body_hash
    assert body_hash(programs.wait_for(suzuki, mail)) == mail.body_hash


def test_case_075_lines_that_begin_with_dots_are_forwarded_as_they_are(
    programs: MailPrograms, suzuki: Person, outside: Sink, forwards: Callable[..., None]
) -> None:
    forwards(suzuki, ELSEWHERE)
    mail = mails.plain(OUTSIDER, suzuki.address)
    assert b"\r\n..\r\n.\r\n" in mail.content
    programs.deliver(mail, OUTSIDER, suzuki.address)
    (taken,) = outside.wait_for(mail.message_id)
    assert body_hash(taken.content) == mail.body_hash
    assert body_hash(programs.wait_for(suzuki, mail)) == mail.body_hash


def test_without_a_copy_the_mailbox_stays_empty(
    programs: MailPrograms, suzuki: Person, sato: Person, forwards: Callable[..., None]
) -> None:
    forwards(suzuki, sato.address, keeps_copy=False)
    mail = mails.plain(OUTSIDER, suzuki.address)
    programs.deliver(mail, OUTSIDER, suzuki.address)
    programs.wait_for(sato, mail)
    assert programs.all_in(suzuki) == []


def test_a_suspended_account_receives_no_forwarded_mail_either(
    programs: MailPrograms, office: Office, suzuki: Person, sato: Person, forwards: Callable[..., None]
) -> None:
    forwards(suzuki, sato.address, keeps_copy=False)
    office.suspend_account(sato)
    mail = mails.plain(OUTSIDER, suzuki.address)
    programs.deliver(mail, OUTSIDER, suzuki.address)
    programs.wait_for(suzuki, mail)  # it stays where it came
    office.resume_account(sato)
    office.settled(sato.address)
    assert programs.all_in(sato) == []


def test_switched_off_it_forwards_nothing(
    programs: MailPrograms, suzuki: Person, sato: Person, forwards: Callable[..., None]
) -> None:
    forwards(suzuki, sato.address, keeps_copy=False)
    forwards(suzuki, sato.address, keeps_copy=False, is_on=False)
    mail = mails.plain(OUTSIDER, suzuki.address)
    programs.deliver(mail, OUTSIDER, suzuki.address)
    programs.wait_for(suzuki, mail)
    assert programs.all_in(sato) == []


def test_a_bounce_of_a_forwarded_mail_finds_the_first_sender(
    programs: MailPrograms, suzuki: Person, outside: Sink, forwards: Callable[..., None]
) -> None:
    """The envelope sender is rewritten (SRS), so that SPF holds, and the rewriting can be undone."""
    forwards(suzuki, ELSEWHERE)
    mail = mails.plain(OUTSIDER, suzuki.address)
    programs.deliver(mail, OUTSIDER, suzuki.address)
    (forwarded,) = outside.wait_for(mail.message_id)
    assert forwarded.sender.startswith("SRS0")
    assert forwarded.sender != OUTSIDER
    bounce = mails.bounce(forwarded.sender)
    programs.deliver(bounce, "", forwarded.sender)
    (returned,) = outside.wait_for(bounce.message_id)
    assert returned.recipients == (OUTSIDER,)
    assert returned.sender == ""
    assert len(headers(returned.content, b"X-Fumibako-Scan")) == 1


@pytest.mark.feature("B7")
def test_case_077_a_forwarded_mails_return_path_is_no_way_through_us(
    programs: MailPrograms, office: Office, suzuki: Person, outside: Sink, forwards: Callable[..., None]
) -> None:
    """Whoever gets a forwarded mail knows an address that leads outside: bounces may take it, and no virus in them."""
    forwards(suzuki, ELSEWHERE)
    mail = mails.plain(OUTSIDER, suzuki.address)
    programs.deliver(mail, OUTSIDER, suzuki.address)
    way = outside.wait_for(mail.message_id)[0].sender
    for spelling in (way, way.lower(), way.replace("SRS0", "Srs0")):
        assert programs.rcpt(spelling, "spam@evil.example") == 550
        assert programs.rcpt(spelling, "") == 250
    infected = _with_a_virus(way)
    programs.deliver(infected, "", way)
    office.drain(60, way, OUTSIDER)
    assert [taken for taken in outside.taken if infected.message_id.encode() in taken.content] == []


def _with_a_virus(recipient: str) -> Mail:
    bounce = mails.bounce(recipient)
    return Mail("infected bounce", bounce.content.replace(b"No such user.", EICAR))


def test_a_forged_srs_address_is_refused(programs: MailPrograms, demo: dict[str, Any]) -> None:
    with programs.smtp() as smtp:
        smtp.ehlo()
        smtp.mail("")
        assert smtp.rcpt(f"SRS0=AAAA=ZZ=victim.example=x@{demo['domain']}")[0] >= 500


def test_case_082_of_two_that_would_forward_to_each_other_the_second_is_refused(
    programs: MailPrograms,
    office: Office,
    suzuki: Person,
    sato: Person,
    forwards: Callable[..., None],
) -> None:
    forwards(suzuki, sato.address)
    browser = Browser(programs, office.config.hostname).log_in(sato)
    browser.submit(browser.get("/user/forwarding/"), "/forwarding/", {"targets": suzuki.address, "is_on": ["on"]})
    mail = mails.plain(OUTSIDER, sato.address)
    programs.deliver(mail, OUTSIDER, sato.address)
    programs.wait_for(sato, mail)
    assert programs.all_in(suzuki) == []


def test_case_082_a_loop_through_the_outside_ends(
    programs: MailPrograms, office: Office, suzuki: Person, outside: Sink, forwards: Callable[..., None]
) -> None:
    forwards(suzuki, ELSEWHERE)
    waiting_before = {queued["queue_id"] for queued in office.queue()}
    mail = mails.plain(OUTSIDER, suzuki.address)
    hop = b"Received: from sink.example by elsewhere.example\r\n"

    def send_back(taken: Taken) -> str:
        if ELSEWHERE in taken.recipients and len(outside.taken) < 100:
            programs.deliver(mails.Mail("returned", hop + taken.content), taken.sender, suzuki.address)
        return "250 2.0.0 taken"

    outside.answer = send_back
    programs.deliver(mail, OUTSIDER, suzuki.address)
    programs.wait_for(suzuki, mail)
    until(lambda: {queued["queue_id"] for queued in office.queue()} <= waiting_before, 60)
    assert len([taken for taken in outside.taken if ELSEWHERE in taken.recipients]) < 50
    assert len([taken for taken in outside.taken if not taken.sender]) <= 1


@pytest.mark.parametrize("is_first", [True, False])
def test_while_a_target_is_gone_mail_stays(
    programs: MailPrograms,
    office: Office,
    new_person: Callable[..., Person],
    forwards: Callable[..., None],
    is_first: bool,
) -> None:
    """As the page of the forwarding says. Whether it reaches the others depends on their order."""
    suzuki, gone, sato = (new_person() for _ in range(3))
    targets = (gone, sato) if is_first else (sato, gone)
    forwards(suzuki, *(person.address for person in targets), keeps_copy=False)
    office.delete_account(gone)
    browser = Browser(programs, office.config.hostname).log_in(suzuki)
    assert f"<b>{gone.address}</b> のアカウントは現在ありません" in browser.get("/user/forwarding/").text
    mail = mails.plain(OUTSIDER, suzuki.address)
    programs.deliver(mail, OUTSIDER, suzuki.address)
    programs.wait_for(suzuki, mail)

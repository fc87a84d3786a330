"""Nothing infected is delivered, in neither direction, and the right person is told exactly once (B7)."""

import email
import email.policy
from collections import Counter
from collections.abc import Iterable
from email.message import EmailMessage

import pytest

from tests.journeys import infected, mails
from tests.journeys.clients import MailPrograms, Person, hand_over, until
from tests.journeys.desk import check_no_viruses_coming_in
from tests.journeys.infected import EICAR
from tests.journeys.mails import Mail, body_hash
from tests.journeys.office import Office
from tests.journeys.sink import Sink

pytestmark = [pytest.mark.box, pytest.mark.feature("B7")]
OUTSIDER = "hanako@out.example"
PATIENCE = 300.0
BEYOND_LIMITS = ("clam_cache_emax.tgz",)  # archives deeper than any scanner goes: not clean, but no virus by name


def test_case_086_every_infected_mail_from_outside_becomes_one_notice(
    programs: MailPrograms, office: Office, suzuki: Person
) -> None:
    sent = infected.everything(OUTSIDER, suzuki.address)
    assert len(sent) >= 54
    with programs.smtp() as smtp:
        for mail in sent:
            hand_over(smtp, mail, OUTSIDER, suzuki.address)
    notices = _all_of(programs, office, suzuki, len(sent))
    assert _told(notices, sent, "A virus was removed") == _once(sent) - _once(BEYOND_LIMITS)
    assert _told(notices, sent, "could not be scanned") == _once(BEYOND_LIMITS)
    for notice in notices:
        assert notice["From"] == f"noreply@{suzuki.domain}"
        _assert_harmless(notice)
    assert programs.all_in(suzuki, "Junk") == []


def test_case_091_every_infected_mail_that_is_sent_is_stopped_and_its_sender_warned_once(
    programs: MailPrograms, office: Office, suzuki: Person, sato: Person, outside: Sink
) -> None:
    sent = infected.everything(suzuki.address, OUTSIDER)
    with programs.submission(suzuki) as smtp:
        for mail in sent:
            hand_over(smtp, mail, suzuki.address, OUTSIDER, sato.address)
    warnings = _all_of(programs, office, suzuki, len(sent))
    assert _told(warnings, sent, "because it contains a virus") == _once(sent) - _once(BEYOND_LIMITS)
    assert _told(warnings, sent, "because it could not be scanned") == _once(BEYOND_LIMITS)
    for warning in warnings:
        assert OUTSIDER in _text(warning) and sato.address in _text(warning)
        _assert_harmless(warning)
    # What is sent after them comes after them: then nothing of them is still on its way.
    last = mails.plain(suzuki.address, sato.address)
    programs.send(last, suzuki, sato.address, OUTSIDER)
    outside.wait_for(last.message_id)
    programs.wait_for(sato, last)
    assert [taken.content for taken in outside.taken if last.message_id.encode() not in taken.content] == []
    assert len(programs.all_in(sato)) == 1


def test_one_mail_to_two_domains_is_treated_by_the_policy_of_each(
    programs: MailPrograms, office: Office, suzuki: Person, new_domain: str
) -> None:
    unchecked = office.add_customer("Unchecked", new_domain)
    check_no_viruses_coming_in(office, new_domain)
    mail = infected.addressed(infected.disguises()["attachment"], OUTSIDER, suzuki.address, "to both")
    programs.deliver(mail, OUTSIDER, suzuki.address, unchecked.address)
    assert body_hash(programs.wait_for(unchecked, mail)) == mail.body_hash
    (notice,) = _all_of(programs, office, suzuki, 1)
    assert "A virus was removed" in notice["Subject"]
    _assert_harmless(notice)


def _all_of(programs: MailPrograms, office: Office, person: Person, count: int) -> list[EmailMessage]:
    """Everything in the person's inbox once there are as many as that, and nothing is on its way there any more."""
    until(lambda: len(programs.all_in(person)) >= count, PATIENCE, 0.3)
    office.drain(PATIENCE, person.address)
    return [_parsed(content) for content in programs.all_in(person)]


def _parsed(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content, policy=email.policy.SMTP)
    assert isinstance(message, EmailMessage)
    return message


def _text(message: EmailMessage) -> str:
    return str(message.get_content())


def _once(mails_or_names: Iterable[Mail | str]) -> Counter[str]:
    return Counter(one if isinstance(one, str) else one.kind for one in mails_or_names)


def _told(notices: list[EmailMessage], sent: list[Mail], words: str) -> Counter[str]:
    """Which mails the notices with these words speak of: each says the mail's subject on a line of its own."""
    known = {mail.kind for mail in sent}
    lines = [line for notice in notices if words in notice["Subject"] for line in _text(notice).splitlines()]
    return Counter(subject for line in lines if (subject := line.partition("Subject:")[2].strip()) in known)


def _assert_harmless(notice: EmailMessage) -> None:
    assert notice.get_content_type() == "text/plain"
    assert EICAR.decode() not in _text(notice)

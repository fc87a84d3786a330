"""Addresses that nobody has, the send-only address, and accounts that send too much (B1, B13)."""

import smtplib
from email import message_from_bytes

import pytest

from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.office import Office
from tests.journeys.sink import Sink
from tests.journeys.test_commands import fumibako
from tests.journeys.web import Browser

pytestmark = pytest.mark.box
OUTSIDER = "hanako@out.example"


@pytest.fixture
def administrator(office: Office, new_domain: str) -> Person:
    person = office.add_customer("株式会社あてさき", new_domain)
    office.settled(new_domain)
    return person


@pytest.mark.feature("B1", "B13")
def test_what_nobody_has_is_refused_or_caught_and_answers_to_noreply_are_dropped(
    programs: MailPrograms, office: Office, administrator: Person, outside: Sink
) -> None:
    domain = administrator.domain
    suzuki = office.add_account(f"suzuki@{domain}")
    unknown = f"nobody-here@{domain}"
    assert programs.rcpt(unknown) == 550
    browser = Browser(programs, office.config.hostname).log_in(administrator)
    browser.submit(browser.get("/admin/catch-all/"), "/catch-all/", {"address": "administrator"})
    until(lambda: programs.rcpt(unknown) == 250)
    assert programs.rcpt(suzuki.address, unknown) == 553  # nobody comes in the name of a domain of ours
    caught, own = mails.plain(OUTSIDER, unknown), mails.plain(OUTSIDER, suzuki.address)
    answer = mails.plain(OUTSIDER, f"noreply@{domain}")
    programs.deliver(answer, OUTSIDER, f"noreply@{domain}")
    programs.deliver(caught, OUTSIDER, unknown)
    programs.deliver(own, OUTSIDER, suzuki.address)
    programs.wait_for(administrator, caught)
    programs.wait_for(suzuki, own)
    assert not programs.all_of(administrator, own)
    assert not programs.all_of(administrator, answer)
    letter = mails.plain(f"noreply@{domain}", OUTSIDER)
    with programs.submission(administrator) as smtp:
        smtp.sendmail(f"noreply@{domain}", OUTSIDER, letter.content)
    outside.wait_for(letter.message_id)
    office.drain(30, f"noreply@{domain}")
    done = fumibako("domain", "catch-all", domain, "--off", state=office.config.state)
    assert done.stdout == f"{domain}: refused\n"
    until(lambda: programs.rcpt(unknown) == 550)


@pytest.mark.feature("B13")
def test_case_119_whoever_sends_too_much_is_paused_reads_on_and_goes_on_when_released(
    programs: MailPrograms, office: Office, administrator: Person
) -> None:
    suzuki = office.add_account(f"suzuki@{administrator.domain}")
    browser = Browser(programs, office.config.hostname).log_in(administrator)
    page = browser.submit(browser.get("/admin/limits/"), "/limits/", {"per_hour": "10", "per_day": "20"})
    assert page.status == 200, page.text
    office.settled(administrator.domain)
    many = [f"h{number}@out.example" for number in range(11)]
    with programs.submission(suzuki) as smtp, pytest.raises(smtplib.SMTPDataError) as refused:
        smtp.sendmail(suzuki.address, many, mails.plain(suzuki.address, OUTSIDER).content)
    assert refused.value.smtp_code == 550
    assert b"paused" in refused.value.smtp_error
    until(lambda: any("/admin/limits/" in _text(mail) for mail in programs.all_in(administrator)))
    mail = mails.plain(suzuki.address, administrator.address)
    with pytest.raises(smtplib.SMTPDataError):
        programs.send(mail, suzuki, administrator.address)
    programs.send(mails.plain(administrator.address, suzuki.address), administrator, suzuki.address)
    assert programs.logs_in(suzuki)  # whoever owns the account still gets at the mail
    assert Browser(programs, office.config.hostname).log_in(suzuki).get("/user/").status == 200
    page = browser.get("/admin/limits/")
    assert suzuki.address in page.text
    browser.submit(page, f"/{suzuki.address}/limits/release/", {})
    done = fumibako("account", "limits", suzuki.address, "--per-day", "30", state=office.config.state)
    assert done.stdout == f"{suzuki.address}: 10 recipients an hour, 30 a day\n"
    programs.send(mail, suzuki, administrator.address)
    programs.wait_for(administrator, mail)


def _text(mail: bytes) -> str:
    payload = message_from_bytes(mail).get_payload(decode=True)
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""

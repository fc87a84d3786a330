"""Aliases, groups, further domains and alias domains (B1, B13): their mail arrives, members send in their name."""

import secrets
import smtplib

import pytest

from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person, hand_over, until
from tests.journeys.office import Office
from tests.journeys.web import Browser

pytestmark = [pytest.mark.box, pytest.mark.feature("B1", "B13")]
OUTSIDER = "hanako@out.example"


@pytest.fixture
def customer(office: Office) -> Person:
    """The administrator of a new customer."""
    name = f"alias{secrets.token_hex(3)}.example"
    return office.add_customer("株式会社べつめい", name)


def test_a_group_and_an_alias_domain_deliver_to_their_accounts(
    programs: MailPrograms, office: Office, customer: Person
) -> None:
    administrator = customer
    domain = administrator.address.partition("@")[2]
    taro, hanako = office.add_account(f"taro@{domain}"), office.add_account(f"hanako@{domain}")
    office.add_alias_domain(domain, f"alias.{domain}")
    browser = Browser(programs, office.config.hostname).log_in(administrator)
    page = browser.submit(
        browser.get("/admin/aliases/add/"), "/add/", {"local_part": "info", "targets": "taro\nhanako"}
    )
    assert page.path == "/admin/aliases/", page.text
    for recipient in (f"info@{domain}", f"info@alias.{domain}"):
        until(lambda recipient=recipient: programs.rcpt(recipient) == 250)
        mail = mails.plain(OUTSIDER, recipient)
        programs.deliver(mail, OUTSIDER, recipient)
        programs.wait_for(taro, mail)
        programs.wait_for(hanako, mail)
    only = mails.plain(OUTSIDER, f"taro@alias.{domain}")
    programs.deliver(only, OUTSIDER, f"taro@alias.{domain}")
    programs.wait_for(taro, only)
    assert programs.rcpt(f"nobody@alias.{domain}") == 550
    answer = mails.plain(f"info@{domain}", OUTSIDER)
    with programs.submission(taro) as smtp:
        hand_over(smtp, answer, f"info@{domain}", f"hanako@{domain}")
    with programs.submission(office.add_account(f"jiro@{domain}")) as smtp, pytest.raises(smtplib.SMTPException):
        hand_over(smtp, answer, f"info@{domain}", f"hanako@{domain}")
    browser.submit(browser.get(f"/admin/aliases/info@{domain}/delete/"), "/delete/", {})
    until(lambda: programs.rcpt(f"info@{domain}") == 550)


def test_a_further_domain_has_accounts_of_its_own_that_the_administrator_keeps(
    programs: MailPrograms, office: Office, customer: Person
) -> None:
    administrator = customer
    second = f"second.{administrator.address.partition('@')[2]}"
    office.add_domain(administrator.address.partition("@")[2], second)
    browser = Browser(programs, office.config.hostname).log_in(administrator)
    browser.submit(browser.get("/admin/"), "/admin/domain/", {"domain": second})
    page = browser.submit(browser.get("/admin/accounts/add/"), "/add/", {"local_part": "keiri"})
    assert f"keiri@{second}" in page.text
    until(lambda: programs.rcpt(f"keiri@{second}") == 250)
    mail = mails.plain(OUTSIDER, f"postmaster@{second}")
    programs.deliver(mail, OUTSIDER, f"postmaster@{second}")
    programs.wait_for(administrator, mail)

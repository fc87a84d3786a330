"""Sorting, auto-reply and both filters (C4, C5, C7, B6) through Postfix and Dovecot, set on their pages."""

import pytest

from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.office import Office
from tests.journeys.sink import Sink
from tests.journeys.web import Browser, Page

pytestmark = [pytest.mark.box]
OUTSIDER = "hanako@out.example"
PARTNER = "partner@out.example"


@pytest.fixture
def browser(programs: MailPrograms, office: Office, suzuki: Person) -> Browser:
    return Browser(programs, office.config.hostname).log_in(suzuki)


def save(browser: Browser, page: str, filled: dict[str, str | list[str]]) -> Page:
    """Send the last form of a page, which adds a rule, and wait until the mailbox's scripts are live."""
    answer = browser.submit(browser.get(page), page, filled)
    assert answer.status == 200, answer.text
    until(lambda: "反映中" not in browser.get(page).text)
    assert "反映できませんでした" not in browser.get(page).text
    return answer


@pytest.mark.feature("C5")
def test_a_rule_puts_mail_into_a_folder_that_it_makes_also_what_came_before(
    programs: MailPrograms, suzuki: Person, browser: Browser
) -> None:
    earlier = mails.titled(OUTSIDER, suzuki.address, "10月分の請求書について")
    programs.deliver(earlier, OUTSIDER, suzuki.address)
    programs.wait_for(suzuki, earlier)
    save(browser, "/user/sorting/", {"text_1": "請求書", "folder": "取引先/請求書", "marks_read": "on"})
    invoice = mails.titled(OUTSIDER, suzuki.address, "11月分の請求書について")
    other = mails.titled(OUTSIDER, suzuki.address, "お世話になっております")
    for mail in (invoice, other):
        programs.deliver(mail, OUTSIDER, suzuki.address)
    programs.wait_for(suzuki, other)
    programs.wait_for(suzuki, invoice, folder="&U9ZfFVFI-/&istsQmb4-")
    question = browser.get("/user/sorting/inbox/")
    assert "取引先/請求書" in question.text
    browser.submit(question, "/user/sorting/inbox/", {})
    programs.wait_for(suzuki, earlier, folder="&U9ZfFVFI-/&istsQmb4-")
    until(lambda: "ルールに該当するメールはありません" in browser.get("/user/sorting/inbox/").text)
    programs.wait_for(suzuki, other)
    browser.submit(browser.get("/user/sorting/"), "#back", {"back": ""})
    programs.wait_for(suzuki, earlier)
    programs.wait_for(suzuki, invoice, folder="&U9ZfFVFI-/&istsQmb4-")


@pytest.mark.feature("C4")
def test_whoever_writes_is_answered_once(
    programs: MailPrograms, suzuki: Person, browser: Browser, outside: Sink
) -> None:
    text = "　休暇をいただいております。\r\n. 行頭の点もそのまま"
    save(browser, "/user/auto-reply/", {"is_on": "on", "subject": "休暇中です", "text": text, "days": "3"})
    bounce, first, second = mails.bounce(suzuki.address), *(mails.plain(OUTSIDER, suzuki.address) for _ in range(2))
    for mail, sender in ((bounce, ""), (first, OUTSIDER), (second, OUTSIDER)):
        programs.deliver(mail, sender, suzuki.address)
        programs.wait_for(suzuki, mail)
    answers = until(lambda: [taken for taken in outside.taken if suzuki.address.encode() in taken.content])
    assert OUTSIDER in answers[0].recipients
    assert len(answers) == 1
    assert b"Auto-Submitted: auto-replied" in answers[0].content


@pytest.mark.feature("C7")
def test_a_refused_sender_lands_in_the_spam_folder(programs: MailPrograms, suzuki: Person, browser: Browser) -> None:
    rule = {"part": "sender", "match": "is", "text": OUTSIDER, "action": "spam_box"}
    save(browser, "/user/spam-filter/", rule)
    mail = mails.plain(OUTSIDER, suzuki.address)
    programs.deliver(mail, OUTSIDER, suzuki.address)
    programs.wait_for(suzuki, mail, folder="Junk")


@pytest.mark.feature("B6", "C7")
def test_an_allowed_sender_gets_past_the_spam_check(programs: MailPrograms, suzuki: Person, browser: Browser) -> None:
    save(
        browser,
        "/user/spam-filter/",
        {"part": "sender_domain", "match": "is", "text": "out.example", "action": "allow"},
    )
    mail = mails.gtube(OUTSIDER, suzuki.address)
    programs.deliver(mail, OUTSIDER, suzuki.address)
    programs.wait_for(suzuki, mail)


@pytest.mark.feature("B6")
def test_the_common_filter_deletes_refuses_and_allows_for_every_account_that_uses_it(
    programs: MailPrograms, office: Office, new_domain: str
) -> None:
    browser = Browser(programs, office.config.hostname).log_in(office.add_customer("株式会社共通", new_domain))
    taro, without = office.add_account(f"taro@{new_domain}"), office.add_account(f"hanako@{new_domain}")
    use = f"/admin/accounts/{without.address}/spam/"
    browser.submit(browser.get(use), use, {"common_filter": []})
    for part, text, action in (
        ("subject", "至急のご案内", "discard"),
        ("subject", "ご優待", "spam_box"),
        ("sender", PARTNER, "allow"),
    ):
        save(browser, "/admin/common-filter/", {"part": part, "match": "starts", "text": text, "action": action})
    for key in (new_domain, without.address):
        office.settled(key)
    deleted, refused = (mails.titled(OUTSIDER, taro.address, text) for text in ("至急のご案内です", "ご優待セール"))
    allowed = mails.gtube(PARTNER, taro.address)
    for mail in (deleted, refused, allowed):
        programs.deliver(mail, OUTSIDER, taro.address, without.address)
    programs.wait_for(taro, allowed)
    programs.wait_for(taro, refused, folder="Junk")
    programs.wait_for(without, deleted)
    programs.wait_for(without, refused)
    programs.wait_for(without, allowed, folder="Junk")
    assert programs.all_of(taro, deleted) == []

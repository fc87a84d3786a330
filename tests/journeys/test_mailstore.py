"""What people do with the mails in their mailboxes: usage, spam recovery, old mail, emptying (B4, C8, C9)."""

import email
import email.policy
import imaplib
import re
import time
from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest

from fumibako.machine.daemons.dovecot.control import Mailboxes
from tests.journeys import desk, mails
from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.office import Office
from tests.journeys.web import Browser
from tests.long import cases

pytestmark = [pytest.mark.box]
OUTSIDER = "hanako@out.example"


@pytest.fixture
def browser(programs: MailPrograms, office: Office, suzuki: Person) -> Browser:
    return Browser(programs, office.config.hostname).log_in(suzuki)


@pytest.mark.feature("B4", "C8")
def test_a_mail_comes_back_from_the_spam_folder_and_its_sender_is_allowed(
    programs: MailPrograms, office: Office, suzuki: Person, browser: Browser
) -> None:
    first = mails.gtube(OUTSIDER, suzuki.address)
    programs.deliver(first, OUTSIDER, suzuki.address)
    programs.wait_for(suzuki, first, folder="Junk")
    page = browser.get("/user/spam-box/")
    uid = page.text.partition('name="uid" value="')[2].partition('"')[0]
    assert uid, page.text
    mailboxes = Mailboxes(office.config)
    used = mailboxes.usage_of_each(suzuki.domain)[suzuki.address]
    assert used == mailboxes.usage(suzuki.address) and used.spam_bytes > 0
    answer = browser.submit(page, "/user/spam-box/", {"uid": uid, "allow": "", "teach": "on"})
    assert OUTSIDER in answer.text
    assert (office.config.home("spamd") / "bayes" / suzuki.address.partition("@")[2] / "bayes_toks").exists()
    programs.wait_for(suzuki, first)
    until(lambda: "反映中" not in browser.get("/user/spam-filter/").text)
    second = mails.gtube(OUTSIDER, suzuki.address)
    programs.deliver(second, OUTSIDER, suzuki.address)
    programs.wait_for(suzuki, second)


@pytest.mark.feature("C6")
def test_a_link_of_the_summary_mail_releases_by_its_button_and_not_by_being_opened(
    programs: MailPrograms, office: Office, suzuki: Person, browser: Browser
) -> None:
    page = browser.get("/user/spam-box/summary/")
    assert browser.submit(page, page.path, {"often": "daily", "hour": "9"}).status == 200
    spam = mails.gtube(OUTSIDER, suzuki.address)
    programs.deliver(spam, OUTSIDER, suzuki.address)
    programs.wait_for(suzuki, spam, folder="Junk")
    desk.summary_now(office, suzuki.address)
    summary = until(lambda: _summary_of(programs, suzuki))
    (link,) = set(re.findall(r"https://[^/\s]+(/spam/\S+)", summary))
    anybody = Browser(programs, office.config.hostname)
    page = anybody.get(link)
    assert spam.message_id in str(programs.wait_for(suzuki, spam, folder="Junk")), "a robot that opens it moves nothing"
    uid = link.partition("uid=")[2]
    assert anybody.submit(page, page.path, {"uid": uid}).status == 200
    programs.wait_for(suzuki, spam)


def _summary_of(programs: MailPrograms, person: Person) -> str:
    """The text of the summary in the inbox, "" while there is none."""
    with programs.imaps(person) as imap:
        imap.select("INBOX", readonly=True)
        numbers = imap.search(None, "FROM", "noreply@")[1][0].split()
        content = imap.fetch(numbers[-1], "(BODY.PEEK[])")[1][0][1] if numbers else b""  # type: ignore[index]
    mail = email.message_from_bytes(content, policy=email.policy.default)
    return str(mail.get_content()) if numbers else ""  # type: ignore[attr-defined]


@pytest.mark.feature("B4", "C9")
def test_old_mail_is_counted_and_deleted_and_a_mailbox_emptied(
    programs: MailPrograms, suzuki: Person, browser: Browser
) -> None:
    with programs.imaps(suzuki) as imap:
        imap.create('"&U+QwRA-"')
        imap.append('"&U+QwRA-"', "", '"01-Feb-2020 10:00:00 +0900"', mails.plain(OUTSIDER, suzuki.address).content)
    new = mails.plain(OUTSIDER, suzuki.address)
    programs.deliver(new, OUTSIDER, suzuki.address)
    programs.wait_for(suzuki, new)
    page = browser.get("/user/old-mail/?before=2021-01-01")
    assert "古い" in page.text and 'value="INBOX"' not in page.text
    question = browser.submit(page, "/user/old-mail/", {})
    answer = browser.submit(question, "/user/old-mail/", {"sure": ""})
    assert "古いメールを削除しました" in answer.text
    kept = mails.plain(OUTSIDER, suzuki.address)
    with programs.imaps(suzuki) as imap:
        imap.append("INBOX", "", '"01-Feb-2019 10:00:00 +0900"', kept.content)
    archived = browser.submit(browser.get("/user/old-mail/?before=2021-01-01"), "/user/old-mail/", {"archive": ""})
    assert "アーカイブに移動しました" in archived.text
    programs.wait_for(suzuki, kept, folder="Archive/2019")
    programs.wait_for(suzuki, new)
    emptied = browser.submit(browser.get("/user/empty/"), "/user/empty/", {"address": suzuki.address})
    assert "2通のメールを削除しました" in emptied.text
    assert programs.all_in(suzuki) == []


@pytest.mark.feature("C9")
def test_a_standing_rule_deletes_in_the_nightly_run_what_it_said_it_would(
    programs: MailPrograms, office: Office, suzuki: Person, browser: Browser
) -> None:
    old, new = mails.plain(OUTSIDER, suzuki.address), mails.plain(OUTSIDER, suzuki.address)
    with programs.imaps(suzuki) as imap:
        for folder in ("Trash", "Sent"):
            imap.append(folder, "", '"01-Feb-2020 10:00:00 +0900"', old.content)
        imap.append("Trash", "", imaplib.Time2Internaldate(time.time()), new.content)
    rules = "/user/old-mail/rules/"
    question = browser.submit(browser.get(rules), rules, {"folder": "Trash", "days": "30"})
    assert "削除されるメール：1通" in question.text
    browser.submit(question, rules, {"sure": ""})
    desk.run_now(office, "delete_old_mail")
    until(lambda: len(programs.all_in(suzuki, "Trash")) == 1)
    assert new.message_id.encode() in programs.all_in(suzuki, "Trash")[0]
    assert len(programs.all_in(suzuki, "Sent")) == 1
    until(lambda: "1通を削除" in browser.get(rules).text)


@pytest.mark.feature("B17")
@pytest.mark.parametrize("mails_there", cases({"40": 40, "1,000": 1000}, long=["1,000"]))
def test_a_deleted_folder_is_back_from_the_nightly_copy_exactly(
    programs: MailPrograms, office: Office, suzuki: Person, browser: Browser, mails_there: int
) -> None:
    """The night's copy is made at once; its job does the same for every domain. Two mails chosen by hand come first."""
    folder, name = f'"&ZeVnLIqe-/{mails_there}"', f"日本語/{mails_there}"
    today = datetime.now(ZoneInfo("Asia/Tokyo")).date()
    with programs.imaps(suzuki) as imap:
        imap.create(folder)
        for number in range(mails_there):
            flags = ("", "\\Seen", "\\Flagged $Label1")[number % 3]
            received = imaplib.Time2Internaldate(1_500_000_000 + 86_400 * number)
            imap.append(folder, flags, received, f"Subject: {number}\r\n\r\nbody {number}\r\n".encode())
        before = _everything_in(imap, folder)
    Mailboxes(office.config).copy_mailboxes(suzuki.domain, today)
    with programs.imaps(suzuki) as imap:
        assert imap.delete(folder)[0] == "OK"
    page = browser.get(f"/user/restore/mails/?day={today}&folder={quote(name)}")
    chosen = [str(uid) for uid in re.findall(r'name="uids" value="(\d+)"', page.text)[:2]]
    job = browser.submit(page, "/restore/mails/", {"uids": chosen})
    until(lambda: "復元しました" in browser.get(job.path).text)
    with programs.imaps(suzuki) as imap:
        assert len(_everything_in(imap, folder)) == 2
    page = browser.get(f"/user/restore/?day={today}")
    job = browser.submit(page, "/user/restore/", {"folders": [name]})
    assert job.path.startswith("/jobs/")
    until(lambda: "復元しました" in browser.get(job.path).text)
    with programs.imaps(suzuki) as imap:
        assert _everything_in(imap, folder) == before and len(before) == mails_there
    again = browser.submit(browser.get(f"/user/restore/?day={today}"), "/user/restore/", {"folders": [name]})
    until(lambda: "復元しました" in browser.get(again.path).text)
    with programs.imaps(suzuki) as imap:
        assert len(_everything_in(imap, folder)) == mails_there


def _everything_in(imap: imaplib.IMAP4, folder: str) -> list[tuple[set[bytes], bytes, bytes]]:
    """Flags, date and content of each mail, by content."""
    imap.select(folder, readonly=True)
    _, answers = imap.fetch("1:*", "(FLAGS INTERNALDATE BODY.PEEK[])")
    found = [answer for answer in answers if isinstance(answer, tuple)]
    flags = [set(imaplib.ParseFlags(head)) - {b"\\Recent"} for head, _ in found]
    dates = [head.partition(b'INTERNALDATE "')[2].partition(b'"')[0] for head, _ in found]
    found_mails = zip(flags, dates, (content for _, content in found), strict=True)
    return sorted(found_mails, key=lambda mail: mail[2])

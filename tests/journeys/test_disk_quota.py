"""A contract's mail disk through a day (B8): 80, 90 and 100 percent, 24 hours over it, the lock and its end. The day is
shifted time: what the last look left says that 24 hours were over the limit."""

import contextlib
import email
import email.policy
import sqlite3
import subprocess

import pytest

from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.desk import a_day_over, set_mail_disk
from tests.journeys.office import Office
from tests.journeys.sink import Sink
from tests.journeys.web import Browser

pytestmark = [pytest.mark.box, pytest.mark.feature("B8")]
OUTSIDER = "hanako@out.example"
MEGABYTE = 1 << 20
ALMOST, LOCKED, UNLOCKED = "残りわずかです", "受信を停止しました", "受信を再開しました"


@pytest.fixture
def administrator(office: Office, new_domain: str) -> Person:
    person = office.add_customer("株式会社容量", new_domain)
    office.settled(new_domain)
    set_mail_disk(office, new_domain, 10 * MEGABYTE)
    return person


def fill(programs: MailPrograms, person: Person, megabytes: float) -> None:
    """So much more, without mail that would be scanned."""
    mail = mails.of_size(OUTSIDER, person.address, int(megabytes * MEGABYTE))
    with programs.imaps(person) as imap:
        assert imap.append("INBOX", None, None, mail.content)[0] == "OK"


def told(programs: MailPrograms, person: Person) -> list[str]:
    """Subjects of the service's own mails, oldest first."""
    found = (email.message_from_bytes(mail, policy=email.policy.default) for mail in programs.all_in(person))
    return [str(mail["Subject"]) for mail in found if f"noreply@{person.domain}" in str(mail["From"])]


def is_locked(office: Office, domain: str) -> bool:
    with contextlib.closing(sqlite3.connect(office.config.database_file)) as database:
        return bool(database.execute("SELECT is_locked FROM tenancy_domain WHERE name = ?", (domain,)).fetchone()[0])


def test_a_day_over_the_mail_disk_locks_the_domain_in_all_listeners_and_room_unlocks_it(
    programs: MailPrograms, office: Office, administrator: Person, suzuki: Person, outside: Sink
) -> None:
    address, domain = administrator.address, administrator.domain
    browser = Browser(programs, office.config.hostname).log_in(administrator)
    fill(programs, administrator, 8.2)
    until(lambda: "80％以上を使用" in browser.get("/admin/").text, every=0.5)
    assert told(programs, administrator) == []
    fill(programs, administrator, 1)
    until(lambda: len(told(programs, administrator)) == 1, every=0.2)
    assert ALMOST in told(programs, administrator)[0] and domain in told(programs, administrator)[0]
    assert "残りわずかです" in browser.get("/admin/").text
    fill(programs, administrator, 1)
    until(lambda: "上限を超えています" in browser.get("/admin/").text, every=0.5)
    assert programs.rcpt(address) == 250  # for 24 hours

    with contextlib.ExitStack() as held:
        ways = [held.enter_context(way(suzuki)) for way in (programs.submission, programs.submissions)]
        for smtp in ways:
            smtp.mail(suzuki.address)
            assert smtp.rcpt(address)[0] == 250
        a_day_over(office, domain)
        until(lambda: is_locked(office, domain))
        until(lambda: programs.rcpt(address) == 552, 10)
        assert [smtp.rcpt(address)[0] for smtp in ways] == [552, 552]  # in sessions that were open, too

    queued = mails.plain(OUTSIDER, address)  # past RCPT, as mail is that was in the queue
    queue = ("sendmail", "-C", str(office.config.live("postfix")), "-i", "-f", OUTSIDER, address)
    subprocess.run(queue, input=queued.content, check=True, timeout=60)
    (bounce,) = outside.wait_for(queued.message_id)
    assert (bounce.sender, bounce.recipients) == ("", (OUTSIDER,))
    assert b"5.2.2" in bounce.content and programs.all_of(administrator, queued) == []
    until(lambda: len(told(programs, administrator)) == 2, every=0.2)
    assert LOCKED in told(programs, administrator)[1]
    assert "受信を停止しています" in browser.get("/admin/").text
    out = mails.plain(address, OUTSIDER)
    programs.send(out, administrator, OUTSIDER)
    outside.wait_for(out.message_id)

    with programs.imaps(administrator) as imap:
        imap.select("INBOX")
        imap.store("1", "+FLAGS", r"(\Deleted)")
        imap.expunge()
    until(lambda: programs.rcpt(address) == 250)
    mail = mails.plain(OUTSIDER, address)
    programs.deliver(mail, OUTSIDER, address)
    programs.wait_for(administrator, mail)
    until(lambda: len(told(programs, administrator)) == 3, every=0.2)
    assert UNLOCKED in told(programs, administrator)[2]
    assert "受信を停止しています" not in browser.get("/admin/").text

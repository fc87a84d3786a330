"""Writing in the browser (C1): through the submission service to the world, and nothing lost where it refuses."""

import re
import secrets
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, localtime, make_msgid
from html import unescape
from imaplib import IMAP4
from smtplib import SMTPRecipientsRefused

import pytest

from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person, fetched, hand_over, until
from tests.journeys.mails import Mail
from tests.journeys.office import Office
from tests.journeys.sink import Sink
from tests.journeys.test_webmail import links
from tests.journeys.web import Browser, Page

pytestmark = [pytest.mark.box, pytest.mark.feature("C1")]
OUTSIDER = "hanako@out.example"


def test_a_mail_is_forwarded_to_the_world_with_its_attachment(
    programs: MailPrograms, office: Office, outside: Sink, suzuki: Person, sato: Person
) -> None:
    mail = Mail("with_pdf", quotation(suzuki.address))
    programs.deliver(mail, OUTSIDER, suzuki.address)
    programs.wait_for(suzuki, mail)
    browser = Browser(programs, office.config.hostname).log_in(suzuki)
    browser.submit(browser.get("/mail/habits/"), "/mail/habits/", {"undo_seconds": "0"})
    read = browser.get(links(browser.get("/mail/").text, "/mail/read/")[0])
    form = browser.get(links(read.text, "answer=forward&")[0])

    typed = {"to": f"花子 <{OUTSIDER}>", "bcc": f"nobody-{suzuki.address}", "action": "send"}
    confirm = browser.submit(form, "/mail/write/", typed)
    refused = browser.submit(confirm, "/mail/send/", {"checked": ticks(confirm)})
    assert "どの宛先にも送信していません" in refused.text and "見積書①.pdf" in refused.text

    confirm = browser.submit(refused, "/mail/write/", {"bcc": sato.address, "action": "send"})
    assert browser.submit(confirm, "/mail/send/", {"checked": []}).status == 422
    assert "メールを送信しました" in browser.submit(confirm, "/mail/send/", {"checked": ticks(confirm)}).text

    with programs.imap(suzuki) as imap:
        assert list(fetched(imap, "Drafts", "ALL")) == []
        (copy,) = fetched(imap, "Sent", "ALL")
        assert list(fetched(imap, "INBOX", "KEYWORD", "$Forwarded"))
    message_id = re.search(rb"Message-ID: (<[^>]+>)", copy)
    assert message_id and b"Bcc: " in copy
    (taken,) = outside.wait_for(message_id[1].decode())
    received = programs.wait_for(sato, message_id[1].decode())
    for content in (taken.content, received):
        assert b"Bcc:" not in content and sato.address.encode() not in content.partition(b"\r\nDate:")[2]
        assert b"filename*0*=utf-8''" in content
    # The same form once more: a double click, or the way back.
    browser.submit(confirm, "/mail/send/", {"checked": ticks(confirm)})
    office.drain(60, suzuki.address)
    assert len(outside.wait_for(message_id[1].decode())) == 1


@pytest.mark.feature("B13")
def test_a_mail_that_waits_is_sent_by_the_background_process(
    programs: MailPrograms, office: Office, suzuki: Person, sato: Person
) -> None:
    browser = Browser(programs, office.config.hostname).log_in(suzuki)
    browser.submit(browser.get("/mail/habits/"), "/mail/habits/", {"undo_seconds": "30"})
    subject = f"outbox-{secrets.token_hex(4)}"
    typed = {"to": sato.address, "subject": subject, "text": "本文①", "action": "send"}
    listed = browser.submit(browser.get("/mail/write/"), "/mail/write/", typed)
    assert f"「{subject}」" in listed.text
    with programs.imap(suzuki) as imap:
        assert list(fetched(imap, "Drafts", "SUBJECT", subject))
    browser.submit(browser.get("/mail/outbox/"), "/mail/outbox/", {"action": "now"})
    with programs.imap(sato) as imap:
        (received,) = until(lambda: list(fetched(imap, "INBOX", "SUBJECT", subject)))
    assert b"X-Fumibako-Typed" not in received
    with programs.imap(suzuki) as imap:
        until(lambda: not list(fetched(imap, "Drafts", "SUBJECT", subject)))
        assert len(list(fetched(imap, "Sent", "SUBJECT", subject))) == 1
    assert subject not in browser.get("/mail/outbox/").text


@pytest.mark.feature("B13")
def test_a_formatted_mail_goes_out_once_its_superior_has_approved_it(
    programs: MailPrograms, office: Office, outside: Sink
) -> None:
    domain = f"approval{secrets.token_hex(3)}.example"
    administrator = office.add_customer("株式会社しょうにん", domain)
    writer, superior = (office.add_account(f"{name}@{domain}") for name in ("kaku", "bucho"))
    chief = Browser(programs, office.config.hostname).log_in(administrator)
    chief.submit(chief.get("/admin/sending-policy/"), "/admin/sending-policy/", {"copy_to": superior.address})
    typed = {"accounts": writer.address, "superior": superior.address}
    path = "/admin/sending-policy/approval/"
    assert writer.address in chief.submit(chief.get(path), path, typed).text
    browser, reader = (Browser(programs, office.config.hostname).log_in(each) for each in (writer, superior))
    formatted = {"format": "html", "html": "<div><b>御見積</b>です。<script>x()</script></div>"}
    typed = {"to": OUTSIDER, "subject": "御見積", "action": "send", **formatted}
    confirm = browser.submit(browser.get("/mail/write/"), "/mail/write/", typed)
    browser.submit(confirm, "/mail/send/", {"checked": OUTSIDER})

    # With a mail program there is no way round it; a colleague's mail is copied.
    office.settled(domain)
    sent = [mails.small(who.address, OUTSIDER, at) for at, who in enumerate((writer, superior))]
    with programs.submission(writer) as smtp, pytest.raises(SMTPRecipientsRefused, match="webmail"):
        hand_over(smtp, sent[0], writer.address, OUTSIDER)
    with programs.submission(writer) as smtp:
        hand_over(smtp, sent[0], writer.address, superior.address)
    with programs.submission(superior) as smtp:
        hand_over(smtp, sent[1], superior.address, OUTSIDER)
    outside.wait_for(sent[1].message_id)
    for mail in sent:
        programs.wait_for(superior, mail)

    held = reader.get(links(reader.get("/mail/approvals/").text, "/mail/approvals/mail/")[0])
    assert "承認待ち" in browser.get("/mail/outbox/").text and OUTSIDER in held.text
    assert not [each for each in outside.taken if each.sender == writer.address]
    reader.submit(held, "/approvals/mail/", {"action": "approve"})
    (taken,) = until(lambda: [each for each in outside.taken if each.sender == writer.address])
    message = message_from_bytes(taken.content, policy=policy.default)
    plain, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert plain and plain.get_content().strip() == "御見積です。"
    assert html and "<div><b>御見積</b>です。</div>" in html.get_content()
    for who, subject in ((superior, "承認依頼"), (writer, "承認されました")):
        with programs.imap(who) as imap:
            until(lambda imap=imap, subject=subject: has_subject(imap, subject))


def has_subject(imap: IMAP4, wanted: str) -> bool:
    found = (message_from_bytes(octets, policy=policy.default) for octets in fetched(imap, "INBOX", "ALL"))
    return any(wanted in str(message["Subject"]) for message in found)


def quotation(to: str) -> bytes:
    message = EmailMessage(policy.SMTP)
    message["From"], message["To"], message["Subject"] = OUTSIDER, to, "御見積"
    message["Message-ID"], message["Date"] = make_msgid(domain="out.example"), format_datetime(localtime())
    message.set_content("お世話になっております。\n")
    message.add_attachment(b"%PDF-1.4 quotation", maintype="application", subtype="pdf", filename="見積書①.pdf")
    return message.as_bytes()


def ticks(page: Page) -> list[str]:
    return [unescape(found) for found in re.findall(r'name="checked" value="([^"]*)"', page.text)]

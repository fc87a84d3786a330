"""Shared mailboxes (B16): rights in an IMAP program and in the webmail, answers in their name, and an end to it."""

import secrets
import smtplib
from email import policy
from email.message import EmailMessage

import pytest

from tests.journeys import mails
from tests.journeys.clients import MailPrograms, fetched, hand_over, until
from tests.journeys.office import Office
from tests.journeys.sink import Sink
from tests.journeys.test_webmail import links, told
from tests.journeys.web import Browser

pytestmark = [pytest.mark.box, pytest.mark.feature("B16")]
OUTSIDER = "hanako@out.example"
PREFIX = "&UXFnCQ-"  # 共有, as IMAP writes it (RFC 3501 section 5.1.3)


def test_several_people_read_and_answer_a_mailbox_by_their_rights(
    programs: MailPrograms, office: Office, outside: Sink
) -> None:
    domain = f"shared{secrets.token_hex(3)}.example"
    administrator = office.add_customer("株式会社きょうゆう", domain)
    reader, answerer, nobody = (office.add_account(f"{name}@{domain}") for name in ("yomu", "kaku", "yoso"))
    info, folder = f"info@{domain}", f"{PREFIX}/info@{domain}"
    chief = Browser(programs, office.config.hostname).log_in(administrator)
    typed = {"local_part": "info", "read": "yomu", "answer": "kaku"}
    assert chief.submit(chief.get("/admin/shared/add/"), "/shared/add/", typed).path == "/admin/shared/"
    until(lambda: programs.rcpt(info) == 250)
    member = Browser(programs, office.config.hostname).log_in(reader)
    mail = mails.plain(OUTSIDER, info)
    with member.stream("/mail/events/") as events:
        assert told(events, "retry:")
        programs.deliver(mail, OUTSIDER, info)
        assert told(events, "data: look")

    with programs.imap(reader) as imap:
        until(lambda: list(fetched(imap, folder, "ALL")))
        assert imap.select(f'"{folder}"')[0] == "OK"
        imap.store("1", "+FLAGS", r"(\Deleted)")
        imap.expunge()
        assert imap.copy("1", f'"{folder}/Sent"')[0] == "NO"
        assert imap.setacl(f'"{folder}"', nobody.address, "lrs")[0] == "NO"
        assert len(list(fetched(imap, folder, "ALL"))) == 1
    with programs.imap(nobody) as imap:
        assert domain not in str(imap.list('""', f'"{PREFIX}/*"'))
        assert imap.select(f'"{folder}"')[0] == "NO"
        imap.create("mine")
        assert imap.setacl("mine", reader.address, "lrs")[0] == "NO"

    browser = Browser(programs, office.config.hostname).log_in(answerer)
    browser.submit(browser.get("/mail/habits/"), "/mail/habits/", {"undo_seconds": "0"})
    listed = browser.get(f"/mail/?folder=共有/{info}".replace("共有", "%E5%85%B1%E6%9C%89"))
    form = browser.get(links(browser.get(links(listed.text, "/mail/read/")[0]).text, "answer=reply&")[0])
    assert f'value="{info}" selected' in form.text
    confirm = browser.submit(form, "/mail/write/", {"action": "send"})
    browser.submit(confirm, "/mail/send/", {"checked": OUTSIDER})
    taken = until(lambda: [each for each in outside.taken if each.sender == info])[0]
    assert (
        f"<{info}>".encode() in taken.content and answerer.address.encode() not in taken.content.split(b"\r\n\r\n")[1]
    )
    assert "kaku が返信" in browser.get(listed.path + f"?folder=%E5%85%B1%E6%9C%89/{info}").text
    with programs.imap(reader) as imap:
        assert list(fetched(imap, folder, "ANSWERED")) and len(list(fetched(imap, f"{folder}/Sent", "ALL"))) == 1

    # In his own name and with a mail program: who it was is seen all the same.
    reply = EmailMessage(policy.SMTP)
    reply["From"], reply["To"], reply["In-Reply-To"] = reader.address, OUTSIDER, mail.message_id
    reply.set_content("x")
    with programs.submission(reader) as smtp:
        smtp.send_message(reply)
    read = links(listed.text, "/mail/read/")[0]
    until(lambda: f"{reader.address} が返信しました" in browser.get(read).text, 60, 2)
    assert f"{answerer.address} が返信しました" in browser.get(read).text

    # Its approval rule binds whoever writes in its name; in the webmail such a mail waits.
    path = "/admin/sending-policy/approval/"
    chief.submit(chief.get(path), path, {"accounts": info, "superior": reader.address})
    office.settled(domain)
    answer = mails.plain(info, OUTSIDER)
    with programs.submission(answerer) as smtp, pytest.raises(smtplib.SMTPRecipientsRefused, match="webmail"):
        hand_over(smtp, answer, info, OUTSIDER)
    with programs.submission(reader) as smtp, pytest.raises(smtplib.SMTPException):
        hand_over(smtp, answer, info, OUTSIDER)
    chief.submit(chief.get(f"/admin/shared/{info}/stop/"), "/stop/", {})
    with programs.imap(answerer) as imap:
        until(lambda: imap.select(f'"{folder}"')[0] == "NO")
        imap.select("INBOX")

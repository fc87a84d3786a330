"""The main job: every kind of mail goes in, out and is read, byte for byte."""

import email
import email.policy
import smtplib
from collections.abc import Callable

import pytest

from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person, fetched, found, hand_over, popped, until
from tests.journeys.mails import KINDS, Mail, Signer, body_hash, headers
from tests.journeys.sink import Sink

pytestmark = pytest.mark.box
OUTSIDER = "hanako@out.example"
MEGABYTE = 1_000_000

each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)


@pytest.fixture(scope="module")
def signer() -> Signer:
    return Signer("out.example")


@pytest.mark.feature("C11")
@each_kind
def test_a_mail_from_outside_is_read_by_imap_and_pop_as_it_was_written(
    programs: MailPrograms, suzuki: Person, signer: Signer, kind: Callable[[str, str], Mail]
) -> None:
    mail = signer.sign(kind(OUTSIDER, suzuki.address))
    programs.deliver(mail, OUTSIDER, suzuki.address)
    by_imaps = programs.wait_for(suzuki, mail)
    with programs.imap(suzuki) as imap:
        by_imap = next(found(imap, mail.message_id))
    assert by_imap == by_imaps
    assert body_hash(by_imaps) == mail.body_hash
    assert signer.verifies(by_imaps)
    for log_in in (programs.pop3, programs.pop3s):
        pop = log_in(suzuki)
        by_pop = next(popped(pop, mail.message_id))
        pop.quit()
        assert body_hash(by_pop) == mail.body_hash


@pytest.mark.feature("C11")
@each_kind
def test_a_mail_between_colleagues_arrives_as_it_was_written(
    programs: MailPrograms, suzuki: Person, sato: Person, kind: Callable[[str, str], Mail]
) -> None:
    for log_in in (programs.submission, programs.submissions):
        mail = kind(suzuki.address, sato.address)
        with log_in(suzuki) as smtp:
            hand_over(smtp, mail, suzuki.address, sato.address)
        assert body_hash(programs.wait_for(sato, mail)) == mail.body_hash


@pytest.mark.feature("C11")
@pytest.mark.parametrize(
    # Postfix breaks lines over 998 bytes for the world, as RFC 5321 section 4.5.3.1.6 asks.
    "kind",
    [kind for kind in KINDS if kind is not mails.long_lines],
    ids=lambda kind: kind.__name__,
)
def test_a_mail_to_the_outside_leaves_as_it_was_written(
    programs: MailPrograms, suzuki: Person, outside: Sink, kind: Callable[[str, str], Mail]
) -> None:
    signer = Signer(suzuki.domain)
    mail = signer.sign(kind(suzuki.address, OUTSIDER))
    programs.send(mail, suzuki, OUTSIDER)
    (taken,) = outside.wait_for(mail.message_id)
    assert (taken.sender, taken.recipients) == (suzuki.address, (OUTSIDER,))
    assert body_hash(taken.content) == mail.body_hash
    assert signer.verifies(taken.content)


def test_a_bounce_quotes_the_header_only(programs: MailPrograms, suzuki: Person, outside: Sink) -> None:
    """What is returned may not have been scanned."""
    outside.answer = lambda _: "550 5.7.1 not this one"
    mail = mails.plain(suzuki.address, OUTSIDER)
    programs.send(mail, suzuki, OUTSIDER)
    (bounce,) = until(lambda: programs.all_in(suzuki), 60)
    assert "<MAILER-DAEMON@" in headers(bounce, b"From")[0]
    assert mail.message_id.encode() in bounce
    assert b"text/rfc822-headers" in bounce
    assert mail.content.partition(b"\r\n\r\n")[2] not in bounce


def test_a_bounce_says_what_happened_in_japanese_and_english(
    programs: MailPrograms, suzuki: Person, outside: Sink
) -> None:
    outside.answer = lambda _: "550 5.1.1 user unknown"
    programs.send(mails.plain(suzuki.address, OUTSIDER), suzuki, OUTSIDER)
    (content,) = until(lambda: programs.all_in(suzuki), 60)
    bounce = email.message_from_bytes(content, policy=email.policy.default)
    assert bounce["Subject"] == "メールをお届けできませんでした / Undelivered Mail Returned to Sender"
    text = next(bounce.walk()).get_payload(0).get_content()
    assert "次の宛先にお届けできませんでした" in text
    assert "could not be delivered to one or more recipients" in text
    assert f"<{OUTSIDER}>" in text
    assert "user unknown" in text


@pytest.mark.feature("B5", "B7")
def test_case_090_stamps_and_spam_headers_from_outside_are_stripped(programs: MailPrograms, suzuki: Person) -> None:
    mail = mails.plain(OUTSIDER, suzuki.address)
    forged = (
        b"X-Virus-Scanned: clean\r\nX-Fumibako-Scan: 0123; 0; 00ff\r\nX-Spam-Flag: NO\r\n"
        b"X-Spam-Status: No, score=-100 forged\r\n"
    )
    programs.deliver(Mail("forged", forged + mail.content), OUTSIDER, suzuki.address)
    content = programs.wait_for(suzuki, mail)
    assert len(headers(content, b"X-Fumibako-Scan")) == 1
    assert b"0123; 0; 00ff" not in content
    assert b"X-Virus-Scanned: clean" not in content
    assert b"forged" not in content


@pytest.mark.feature("B5")
def test_spam_goes_to_the_spam_box(programs: MailPrograms, suzuki: Person) -> None:
    mail = mails.gtube(OUTSIDER, suzuki.address)
    programs.deliver(mail, OUTSIDER, suzuki.address)
    content = programs.wait_for(suzuki, mail, "Junk")
    assert body_hash(content) == mail.body_hash
    assert programs.all_in(suzuki) == []


@pytest.mark.feature("C11")
def test_imap_offers_the_special_use_folders(programs: MailPrograms, suzuki: Person) -> None:
    """RFC 6154: mail programs find Sent, Drafts, Trash and Junk by themselves."""
    with programs.imaps(suzuki) as imap:
        listed = b"\n".join(imap.list()[1])
    for attribute in (rb"\Sent", rb"\Drafts", rb"\Trash", rb"\Junk"):
        assert attribute in listed


@pytest.mark.feature("B1")
def test_case_080_a_full_mailbox_refuses_and_the_spam_box_does_not_count(
    programs: MailPrograms, new_person: Callable[..., Person]
) -> None:
    person = new_person(quota_megabytes=2)
    filler = mails.of_size(OUTSIDER, person.address, MEGABYTE)
    with programs.imaps(person) as imap:
        for _ in range(3):
            assert imap.append("Junk", None, None, filler.content)[0] == "OK"
        assert imap.append("INBOX", None, None, filler.content)[0] == "OK"
    small = mails.plain(OUTSIDER, person.address)
    programs.deliver(small, OUTSIDER, person.address)
    programs.wait_for(person, small)
    with programs.imaps(person) as imap:
        heavy = mails.of_size(OUTSIDER, person.address, 200_000).content
        while imap.append("INBOX", None, None, heavy)[0] == "OK":
            continue

    until(lambda: programs.rcpt(person.address, OUTSIDER, "SIZE=300000") == 552, 20)
    with programs.submission(person) as smtp:
        smtp.mail(person.address, ["SIZE=300000"])
        assert smtp.rcpt(person.address)[0] == 552
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        programs.deliver(mails.of_size(OUTSIDER, person.address, 300_000), OUTSIDER, person.address)
    with programs.imaps(person) as imap:
        imap.select("INBOX")
        imap.store("1:*", "+FLAGS", r"\Deleted")
        imap.expunge()
    until(lambda: programs.rcpt(person.address, OUTSIDER, "SIZE=300000") == 250, 20)
    last = mails.of_size(OUTSIDER, person.address, 300_000)
    programs.deliver(last, OUTSIDER, person.address)
    programs.wait_for(person, last)


@pytest.mark.feature("C11")
def test_managesieve_sorts_the_next_mail(programs: MailPrograms, suzuki: Person) -> None:
    with programs.sieve(suzuki) as sieve:
        sieve.put(
            "own",
            'require ["fileinto", "mailbox"];\r\nif header :contains "Subject" "Plain" '
            '{ fileinto :create "仕事"; }\r\n',
        )
        sieve.activate("own")
        assert "own" in sieve.scripts()
    mail = mails.plain(OUTSIDER, suzuki.address)
    programs.deliver(mail, OUTSIDER, suzuki.address)
    programs.wait_for(suzuki, mail, "&TtVOiw-")  # 仕事 in modified UTF-7
    with programs.imaps(suzuki) as imap:
        subscribed = b"\n".join(imap.lsub()[1])
    assert b"&TtVOiw-" in subscribed  # many programs show no others


@pytest.mark.feature("C11")
def test_what_pop_leaves_on_the_server_is_unread_for_imap(programs: MailPrograms, suzuki: Person) -> None:
    mail = mails.plain(OUTSIDER, suzuki.address)
    programs.deliver(mail, OUTSIDER, suzuki.address)
    programs.wait_for(suzuki, mail)
    pop = programs.pop3s(suzuki)
    assert len(list(popped(pop, mail.message_id))) == 1
    pop.quit()
    with programs.imaps(suzuki) as imap:
        assert len(list(fetched(imap, "INBOX", "UNSEEN"))) == 1


@pytest.mark.feature("C11")
def test_a_mail_can_be_stored_flagged_moved_and_expunged(programs: MailPrograms, suzuki: Person) -> None:
    mail = mails.iso_2022_jp(suzuki.address, OUTSIDER)
    with programs.imaps(suzuki) as imap:
        assert imap.append("Sent", r"\Seen", None, mail.content)[0] == "OK"
        (stored,) = fetched(imap, "Sent", "SEEN")
        assert stored == mail.content
        imap.select("Sent")
        imap.uid("MOVE", "1:*", "Trash")
        assert list(fetched(imap, "Sent", "ALL")) == []
        imap.select("Trash")
        imap.store("1:*", "+FLAGS", r"\Deleted")
        imap.expunge()
        assert list(fetched(imap, "Trash", "ALL")) == []

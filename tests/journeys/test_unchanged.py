"""Mail that passes through is not ours: no header field is completed, rewritten, dropped or cut on any path."""

import secrets
import smtplib
from collections.abc import Callable

import pytest

from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.mails import Mail, Signer, headers
from tests.journeys.sink import Sink

pytestmark = [pytest.mark.box, pytest.mark.feature("C3")]
OUTSIDER = "hanako@out.example"
ELSEWHERE = "ichiro@elsewhere.example"
DATE = b"Date: Fri, 27 Nov 2026 12:00:00 +0900\r\n"
# What a server completes, sorts out, rewrites or answers where it takes a mail for one of its own users'.
FIELDS = (
    b"To: staff\r\n"
    b"Cc: sales, <@relay.example:a@out.example>, b@out.example., (a comment) c@host, SRS0=ab=cd=x.example=y@%s\r\n"
    b'Reply-To: support,\r\n\t"old..phone."@phone.example\r\n'
    b"Disposition-Notification-To: root\r\n"
    b"X-Odd:   blanks \t and more blanks  \r\n"
)
OF_OTHERS = b"Sender: root\r\nResent-From: cron\r\nBcc: hidden@out.example\r\nContent-Length: 7\r\n"


def odd(hostname: str, sender: str, fields: bytes = OF_OTHERS) -> Mail:
    """No Date and no Message-ID."""
    head = b"From: <%s>\r\n%s%sSubject: odd\r\n" % (sender.encode(), FIELDS % hostname.encode(), fields)
    return Mail(secrets.token_hex(8), head + b"\r\nhello\r\n")


@pytest.mark.parametrize("target", ["outside", "a colleague"])
def test_a_forwarded_mail_goes_on_as_it_came(
    programs: MailPrograms, suzuki: Person, sato: Person, outside: Sink, forwards: Callable[..., None], target: str
) -> None:
    forwards(suzuki, ELSEWHERE if target == "outside" else sato.address, keeps_copy=False)
    mail = odd(programs.context.name, OUTSIDER)
    programs.deliver(mail, OUTSIDER, suzuki.address)
    if target == "outside":
        (content,) = until(lambda: [taken.content for taken in outside.taken])
    else:
        (content,) = until(lambda: programs.all_in(sato))
    assert content.endswith(mail.content)
    assert headers(content, b"X-Fumibako-From") == ()


def test_a_signature_over_every_field_holds_wherever_it_is_forwarded(
    programs: MailPrograms, suzuki: Person, outside: Sink, forwards: Callable[..., None]
) -> None:
    forwards(suzuki, ELSEWHERE)
    signer = Signer("out.example")
    plain = odd(programs.context.name, OUTSIDER, OF_OTHERS + b"Message-ID: <odd@out.example>\r\n")
    mail = signer.sign(plain, b"cc", b"reply-to", b"sender", b"resent-from")
    programs.deliver(mail, OUTSIDER, suzuki.address)
    (kept,) = until(lambda: programs.all_in(suzuki))
    (taken,) = until(lambda: list(outside.taken))
    assert signer.verifies(kept)
    assert signer.verifies(taken.content)


def test_what_our_own_people_send_is_completed_by_date_and_message_id_only(
    programs: MailPrograms, suzuki: Person, outside: Sink
) -> None:
    """RFC 6409 sections 8.2 and 8.3. A Bcc that a program left in it stays between it and us."""
    mail = odd(programs.context.name, suzuki.address, b"Bcc: hidden@out.example\r\n")
    programs.send(mail, suzuki, OUTSIDER)
    (taken,) = until(lambda: [taken for taken in outside.taken if OUTSIDER in taken.recipients])
    head = mail.content.partition(b"\r\n\r\n")[0].replace(b"Bcc: hidden@out.example\r\n", b"")
    assert head in taken.content
    assert b"hidden" not in taken.content
    assert len(headers(taken.content, b"Date")) == len(headers(taken.content, b"Message-ID")) == 1


def addressed_to(count: int) -> Mail:
    people = b",\r\n ".join(b'"Member %05d" <member%05d@list.example>' % (number, number) for number in range(count))
    head = DATE + b"Message-ID: <many@out.example>\r\nFrom: hanako@out.example\r\nTo: " + people
    return Mail("many", head + b"\r\nSubject: many\r\n\r\nhello\r\n")


@pytest.mark.parametrize("count", [5_000, 20_000])
def test_a_long_header_is_delivered_whole(programs: MailPrograms, suzuki: Person, count: int) -> None:
    """Or a notice says that it could not be scanned, where it is longer than the filter reads."""
    mail = addressed_to(count)
    programs.deliver(mail, OUTSIDER, suzuki.address)
    (content,) = until(lambda: programs.all_in(suzuki))
    assert content.endswith(mail.content) or headers(content, b"From") == (f"noreply@{suzuki.domain}",)


@pytest.mark.parametrize("field", ["To", "X-One-Line", "Content-Type"])
def test_a_header_field_that_postfix_would_cut_is_refused(programs: MailPrograms, suzuki: Person, field: str) -> None:
    piece = b"a" * 900 + (b"" if field == "X-One-Line" else b"\r\n ")
    content = b"From: hanako@out.example\r\n%s: %s\r\n\r\nx\r\n" % (field.encode(), piece * 1_200)
    with pytest.raises(smtplib.SMTPDataError, match=r"5\.3\.4 A header field of this message is too long"):
        programs.deliver(Mail("too long", content), OUTSIDER, suzuki.address)

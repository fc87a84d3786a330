"""Mail that passes through is not ours: no header field is completed, rewritten or dropped on any path."""

import secrets
from collections.abc import Callable

import pytest

from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.mails import Mail, Signer, headers
from tests.journeys.sink import Sink

pytestmark = [pytest.mark.box, pytest.mark.feature("C3")]
OUTSIDER = "hanako@out.example"
ELSEWHERE = "ichiro@elsewhere.example"
# What a server completes, sorts out, rewrites or answers where it takes a mail for one of its own users'.
FIELDS = (
    b"To: staff\r\n"
    b"Cc: sales, <@relay.example:a@out.example>, b@out.example., (a comment) c@host, SRS0=ab=cd=x.example=y@%s\r\n"
    b'Reply-To: support,\r\n\t"old..phone."@phone.example\r\n'
    b"Disposition-Notification-To: root\r\n"
    b"X-Odd:   blanks \t and more blanks  \r\n"
)
OF_OTHERS = (
    b"Sender: root\r\n"
    b"Resent-From: cron\r\n"
    b"Bcc: hidden@out.example\r\n"
    b"Content-Length: 7\r\n"
)


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
    (taken,) = until(lambda: list(outside.taken))
    head = mail.content.partition(b"\r\n\r\n")[0].replace(b"Bcc: hidden@out.example\r\n", b"")
    assert head in taken.content
    assert b"hidden" not in taken.content
    assert len(headers(taken.content, b"Date")) == len(headers(taken.content, b"Message-ID")) == 1

"""C3: every mail is forwarded, whatever its sender and Message-ID, and its bounce finds back."""

from collections.abc import Callable

import pytest

from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person
from tests.journeys.mails import Mail
from tests.journeys.office import Office
from tests.journeys.sink import Sink

pytestmark = [pytest.mark.box, pytest.mark.feature("C3")]
OUTSIDER = "hanako@out.example"
ELSEWHERE = "ichiro@elsewhere.example"


def test_two_mails_with_one_message_id_are_both_forwarded(
    programs: MailPrograms, suzuki: Person, outside: Sink, forwards: Callable[..., None]
) -> None:
    forwards(suzuki, ELSEWHERE, keeps_copy=False)
    first = mails.plain(OUTSIDER, suzuki.address)
    second = Mail("second", first.content.replace(b"Hello", b"Another"))
    for mail in (first, second):
        programs.deliver(mail, OUTSIDER, suzuki.address)
    taken = outside.wait_for(first.message_id, 2)
    assert [b"Another" in mail.content for mail in taken].count(True) == 1
    assert programs.all_in(suzuki) == []


@pytest.mark.parametrize(
    "sender",
    [
        "<old..phone.@phone.example>",
        '<"a b"@out.example>',
        '<"a@b\\"c"@out.example>',
        "<user@[192.0.2.1]>",
        "<0106018b6d0e7c5a-1f3a2b4c-9d8e-4f5a-8b7c-6d5e4f3a2b1c-000000@ses.example>",
        f"<{'x' * 64}@{'long.' * 45}example>",
        "<SRS0=abcd=EF=first.example=hanako@forwarder.example>",
        f"<SRS0=abcd=EF=first.example={'x' * 30}@forwarder.example>",
        "<Hanako.Out@Out.Example>",
        "<o'neil+news=x@out.example>",
    ],
)
def test_a_bounce_finds_back_to_every_sender(
    programs: MailPrograms, office: Office, suzuki: Person, outside: Sink, forwards: Callable[..., None], sender: str
) -> None:
    """By an address of ours with at most 64 octets before the @ (RFC 5321 section 4.5.3.1.1)."""
    forwards(suzuki, ELSEWHERE, keeps_copy=False)
    mail = mails.plain(OUTSIDER, suzuki.address)
    with programs.smtp() as smtp:
        smtp.ehlo()
        assert smtp.docmd("MAIL", f"FROM:{sender}")[0] == smtp.rcpt(suzuki.address)[0] == 250
        assert smtp.data(mail.content)[0] == 250
    (forwarded,) = outside.wait_for(mail.message_id)
    local_part, _, domain = forwarded.sender.rpartition("@")
    assert len(local_part) <= 64
    assert domain == office.config.hostname
    bounce = mails.bounce(forwarded.sender)
    for spelling in (forwarded.sender, forwarded.sender.lower()):
        assert programs.rcpt(spelling, "") == 250
    programs.deliver(bounce, "", forwarded.sender)
    (returned,) = outside.wait_for(bounce.message_id)
    assert unquoted(*returned.recipients) == unquoted(sender.strip("<>"))


def unquoted(address: str) -> str:
    """Postfix quotes dots that are no atoms; others do not."""
    local_part, _, domain = address.rpartition("@")
    return f"{local_part.strip(chr(34))}@{domain}"


def test_a_short_name_leads_only_bounces_back(
    programs: MailPrograms, suzuki: Person, outside: Sink, forwards: Callable[..., None]
) -> None:
    forwards(suzuki, ELSEWHERE)
    mail = mails.plain(OUTSIDER, suzuki.address)
    with programs.smtp() as smtp:
        smtp.ehlo()
        smtp.docmd("MAIL", 'FROM:<"a b"@out.example>')
        smtp.rcpt(suzuki.address)
        smtp.data(mail.content)
    (forwarded,) = outside.wait_for(mail.message_id)
    assert programs.rcpt(forwarded.sender, "spam@evil.example") == 550
    name = forwarded.sender.partition("out.example=")[2].partition("@")[0]
    assert programs.rcpt(f"{name}@out.example", "") == 554

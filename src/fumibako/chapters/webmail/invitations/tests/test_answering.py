"""An invitation on its mail's page, and the answer on its way (C1)."""

from email import message_from_bytes, policy
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client

from fumibako.chapters.webmail.guard.models import SendingPolicy
from fumibako.chapters.webmail.invitations.calendar import invitation_of
from fumibako.chapters.webmail.invitations.tests.test_calendar import OUTLOOK
from fumibako.chapters.webmail.letter import letter_of
from fumibako.chapters.webmail.writing import outbox
from fumibako.chapters.webmail.writing.tests.conftest import Clock, client, clock, mailbox, ours, sent
from fumibako.chapters.webmail.writing.tests.test_outbox import MINUTE
from fumibako.chapters.webmail.writing.tests.test_pages import Mailbox
from fumibako.machine.formats.mime import mail, text_field
from tests.contracts.people import Office

__all__ = ["client", "clock", "mailbox", "ours", "sent"]
pytestmark = [pytest.mark.django_db, pytest.mark.feature("C1")]


def test_it_is_answered_by_mail_once(
    client: Client, ours: Office, mailbox: Mailbox, sent: list[Any], clock: Clock
) -> None:
    SendingPolicy.objects.create(customer=ours.made.customer, is_confirmed=False)
    asked = mail([text_field("Subject", "会議")], "text", calendar=OUTLOOK)
    uid = mailbox.add("INBOX", asked, ())
    given = {"invitation": invitation_of(OUTLOOK), "uid": uid, "nonce": "a"}
    shown = render_to_string("invitations/_invitation.html", given)
    assert (
        'value="ACCEPTED"' in shown
        and 'name="nonce" value="a"' in shown
        and "定例会議" in shown
        and "10:00 – 11:00" in shown
    )
    form = {"folder": "INBOX", "uid": uid, "nonce": "a", "answer": "ACCEPTED"}
    assert client.post("/mail/invitation/", form).status_code == 302
    again = client.post("/mail/invitation/", form)
    assert (again["Location"], len(mailbox.drafts())) == ("/mail/?folder=INBOX", 1)
    clock.now += MINUTE
    assert (outbox.send_due(), outbox.send_due(), len(sent)) == (1, 0, 1)
    _, recipients, octets, _ = sent[0]
    message = message_from_bytes(octets, policy=policy.default)
    kinds = [(part.get_content_type(), part.get_param("method")) for part in message.walk()]
    assert kinds[1:] == [("text/plain", None), ("text/calendar", "REPLY")]
    assert recipients == ["hanako@out.example"] and "承諾" in message["Subject"]
    assert b"PARTSTAT=ACCEPTED" in letter_of(octets).calendar
    client.post("/mail/invitation/", form)
    assert mailbox.drafts() == []
    client.post("/mail/invitation/", form | {"answer": "DECLINED"})
    assert len(mailbox.drafts()) == 1


@pytest.mark.parametrize("given", [{"answer": "x"}, {"answer": "ACCEPTED", "uid": "9"}, {}])
def test_what_cannot_be_answered_is_not(
    client: Client, mailbox: Mailbox, sent: list[Any], given: dict[str, str]
) -> None:
    uid = mailbox.add("INBOX", mail([text_field("Subject", "x")], "text"), ())
    client.post("/mail/invitation/", {"folder": "INBOX", "uid": uid, **given})
    assert mailbox.drafts() == []

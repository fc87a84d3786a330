"""Mail to outside goes out once its superior has read it, and as it was read (B13)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from fumibako.chapters.mail.accounts.services import NewAccount, add_account
from fumibako.chapters.webmail.guard.models import SendingPolicy
from fumibako.chapters.webmail.guard.services import end_approval, require_approval
from fumibako.chapters.webmail.imap import Full
from fumibako.chapters.webmail.letter import letter_of
from fumibako.chapters.webmail.writing import approving, outbox
from fumibako.chapters.webmail.writing.models import Submission
from fumibako.chapters.webmail.writing.tests.conftest import Clock
from fumibako.chapters.webmail.writing.tests.test_outbox import MINUTE, post
from fumibako.chapters.webmail.writing.tests.test_pages import COLLEAGUE, OUTSIDER, Mailbox
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.notices.models import OutgoingNotice
from tests.contracts.declared import PERSON
from tests.contracts.people import Office, make, member

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B13")]
State = Submission.State


@pytest.fixture
def chief(ours: Office) -> NewAccount:
    return add_account(actor=SYSTEM, domain=ours.made.domain, local_part="bucho")


@pytest.fixture(autouse=True)
def rule(ours: Office, chief: NewAccount, client: Client, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """client's mail to outside needs chief's approval."""
    monkeypatch.setattr(approving, "Session", lambda config, address: mailbox)
    people = {"accounts": ours.user.mailbox.address, "superior": chief.mailbox.address, "deputy": ""}
    require_approval(actor=PERSON, customer=ours.made.customer, **people)
    SendingPolicy.objects.create(customer=ours.made.customer, is_confirmed=False)


def held() -> str:
    return f"/mail/approvals/mail/?mail={Submission.objects.get().pk}"


def told() -> list[tuple[str, str]]:
    return [(notice.key, notice.recipient) for notice in OutgoingNotice.objects.order_by("pk")]


def test_it_waits_until_it_is_approved_and_goes_out_once(
    client: Client, ours: Office, chief: NewAccount, mailbox: Mailbox, sent: list[Any], clock: Clock
) -> None:
    writer = ours.user.mailbox.address
    post(client, to=OUTSIDER)
    clock.now += 20 * MINUTE
    assert (outbox.send_due(), sent) == (0, [])
    assert "承認待ち" in client.get("/mail/outbox/").content.decode()
    theirs = member(chief)
    assert "見積①" in theirs.get("/mail/approvals/").content.decode()
    page = theirs.get(held()).content.decode()
    assert OUTSIDER in page and "二行目" in page
    theirs.post(held(), {"action": "approve"})
    theirs.post(held(), {"action": "approve"})
    assert (outbox.send_due(), outbox.send_due(), len(sent)) == (1, 0, 1)
    assert told() == [("approval_wanted", chief.mailbox.address), ("mail_approved", writer)]
    assert Entry.objects.get(action="mail.approve").actor == chief.mailbox.address


def test_a_draft_that_another_program_put_in_its_place_is_no_way_round(
    client: Client, mailbox: Mailbox, sent: list[Any], clock: Clock
) -> None:
    """The drafts' folder may be deleted and made again, whereupon its UIDs begin anew."""
    post(client, to=COLLEAGUE)
    place = ("Drafts", Submission.objects.get().draft)
    mailbox.mails[place] = mailbox.mails[place].replace(COLLEAGUE.encode(), OUTSIDER.encode())
    clock.now += MINUTE
    assert (outbox.send_due(), sent, Submission.objects.get().state) == (0, [], State.FAILED)
    assert "上長の承認が必要" in client.get("/mail/outbox/").content.decode()


def test_a_rule_holds_for_what_waits_already(
    client: Client, ours: Office, chief: NewAccount, mailbox: Mailbox, sent: list[Any], clock: Clock
) -> None:
    end_approval(actor=PERSON, customer=ours.made.customer, account=ours.user.mailbox.address)
    post(client, to=OUTSIDER, send_at=timezone.localtime(clock.now + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"))
    people = {"accounts": ours.user.mailbox.address, "superior": chief.mailbox.address, "deputy": ""}
    require_approval(actor=PERSON, customer=ours.made.customer, **people)
    clock.now += timedelta(days=2)
    assert (outbox.send_due(), sent, len(mailbox.drafts())) == (0, [], 1)


def test_what_the_superior_sees_is_what_goes_out(
    client: Client, chief: NewAccount, mailbox: Mailbox, sent: list[Any], clock: Clock
) -> None:
    """A draft of any program: its plain text says something else than its formatting, some of which is hidden."""
    hidden = '<p>seen</p><p style="font-size:0">small</p><p style="display:none">shown</p><div hidden>bare</div>'
    ways = ("text/plain", "secret"), ("text/html", hidden)
    parts = "".join(f"--b\r\nContent-Type: {kind}\r\n\r\n{text}\r\n" for kind, text in ways)
    head = f"Message-ID: <9@pc>\r\nTo: {OUTSIDER}\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n"
    uid = mailbox.add("Drafts", f"{head}{parts}--b--\r\n".encode(), ())
    client.post(f"/mail/send/?draft={uid}", {"checked": [OUTSIDER]})
    theirs = member(chief)
    page = theirs.get(held()).content.decode()
    assert "seen\n\nsmall\n\nshown\n\nbare" in page.replace("\r", "") and "secret" not in page
    assert "shown" in theirs.get(held().replace("mail/?", "body/?")).content.decode()
    theirs.post(held(), {"action": "approve"})
    clock.now += MINUTE
    assert outbox.send_due() == 1
    letter = letter_of(sent[0][2])
    assert letter.text.split() == ["seen", "small", "shown", "bare"]
    assert "display" not in letter.html and "secret" not in sent[0][2].decode()


def test_sent_back_it_is_a_draft_with_a_word(
    client: Client, chief: NewAccount, mailbox: Mailbox, sent: list[Any], clock: Clock
) -> None:
    post(client, to=OUTSIDER)
    theirs = member(chief)
    assert theirs.post(held(), {"action": "back", "reason": " "}).status_code == 422
    theirs.post(held(), {"action": "back", "reason": "金額を直してください"})
    clock.now += 20 * MINUTE
    assert (outbox.send_due(), sent, len(mailbox.drafts())) == (0, [], 1)
    assert "金額を直してください" in client.get("/mail/outbox/").content.decode()
    assert told()[-1][0] == "mail_sent_back"
    row = Submission.objects.get()
    assert client.post("/mail/outbox/", {"mail": row.pk, "action": "back"})["Location"].endswith(f"draft={row.draft}")


def test_mail_within_the_company_needs_none(client: Client, mailbox: Mailbox, sent: list[Any], clock: Clock) -> None:
    post(client, to=COLLEAGUE)
    clock.now += MINUTE
    assert (outbox.send_due(), len(sent)) == (1, 1)


def test_nobody_else_sees_or_decides(client: Client, ours: Office, mailbox: Mailbox, sent: list[Any]) -> None:
    post(client, to=OUTSIDER)
    others = [client, member(ours.made.administrator), member(make("株式会社あちら", "theirs.example").user)]
    for other in others:
        assert other.get(held()).status_code == 302
        assert other.post(held(), {"action": "approve"}).status_code == 302
        assert other.get(held().replace("mail/?", "file/?")).status_code == 302
        assert "見積①" not in other.get("/mail/approvals/").content.decode()
    assert Submission.objects.get().state == State.HELD


def test_another_draft_in_its_place_is_not_sent(
    client: Client, chief: NewAccount, mailbox: Mailbox, sent: list[Any], clock: Clock
) -> None:
    """The writer has every right to the drafts' folder, by any mail program."""
    post(client, to=OUTSIDER)
    theirs = member(chief)
    theirs.post(held(), {"action": "approve"})
    (place,) = [key for key in mailbox.mails if key[0] == "Drafts"]
    mailbox.mails[place] = mailbox.mails[place].replace(OUTSIDER.encode(), b"rival@out.example")
    clock.now += MINUTE
    assert (outbox.send_due(), sent, Submission.objects.get().state) == (0, [], State.FAILED)


def test_what_was_changed_before_is_not_shown_for_approval(
    client: Client, chief: NewAccount, mailbox: Mailbox, sent: list[Any]
) -> None:
    post(client, to=OUTSIDER)
    (place,) = [key for key in mailbox.mails if key[0] == "Drafts"]
    mailbox.mails[place] += b"\r\nmore"
    theirs = member(chief)
    theirs.post(held(), {"action": "approve"})
    assert Submission.objects.get().state == State.HELD


def test_its_writer_takes_it_back(client: Client, chief: NewAccount, mailbox: Mailbox, sent: list[Any]) -> None:
    post(client, to=OUTSIDER)
    where = held()
    client.post("/mail/outbox/", {"mail": Submission.objects.get().pk, "action": "back"})
    answer = member(chief).post(where, {"action": "approve"}, follow=True)
    assert "取り消されました" in answer.content.decode() and not Submission.objects.exists()


def test_send_now_does_not_pass_by_the_superior(
    client: Client, mailbox: Mailbox, sent: list[Any], clock: Clock
) -> None:
    post(client, to=OUTSIDER)
    client.post("/mail/outbox/", {"mail": Submission.objects.get().pk, "action": "now"})
    clock.now += MINUTE
    assert (outbox.send_due(), Submission.objects.get().state) == (0, State.HELD)


def test_a_full_mailbox_lets_nothing_out(client: Client, mailbox: Mailbox, sent: list[Any]) -> None:
    mailbox.trouble = Full("x")
    assert post(client, to=OUTSIDER).status_code == 503
    assert sent == []


def test_after_a_week_it_goes_back(client: Client, mailbox: Mailbox, sent: list[Any], clock: Clock) -> None:
    post(client, to=OUTSIDER)
    clock.now += timedelta(days=7, minutes=1)
    assert (outbox.send_due(), sent, Submission.objects.get().state) == (0, [], State.FAILED)
    assert told()[-1][0] == "mail_sent_back"


def test_where_the_superior_is_gone_the_administrators_decide(
    client: Client, ours: Office, chief: NewAccount, mailbox: Mailbox, sent: list[Any], clock: Clock
) -> None:
    post(client, to=OUTSIDER)
    chief.mailbox.delete()
    member(ours.made.administrator).post(held(), {"action": "approve"})
    clock.now += MINUTE
    assert (outbox.send_due(), len(sent)) == (1, 1)


def test_the_deputy_decides_too_and_an_end_of_the_rule_lets_nothing_out(
    client: Client, ours: Office, chief: NewAccount, mailbox: Mailbox, sent: list[Any]
) -> None:
    deputy = add_account(actor=SYSTEM, domain=ours.made.domain, local_part="kacho")
    people = {"superior": chief.mailbox.address, "deputy": deputy.mailbox.address}
    customer, writer = ours.made.customer, ours.user.mailbox.address
    require_approval(actor=PERSON, customer=customer, accounts=writer, **people)
    post(client, to=OUTSIDER)
    assert {who for key, who in told()} == {*people.values()}
    assert member(deputy).get(held()).status_code == 200
    end_approval(actor=PERSON, customer=customer, account=writer)
    assert Submission.objects.get().state == State.HELD

"""What waits leaves once, at its time, whatever dies and however the clock jumps; and never without its draft."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from fumibako.chapters.mail.delivery_log.models import Mail
from fumibako.chapters.webmail.imap import Away, Full
from fumibako.chapters.webmail.writing import outbox, services
from fumibako.chapters.webmail.writing.errors import RecipientRefused, SendingAway, Uncertain
from fumibako.chapters.webmail.writing.models import Submission
from fumibako.chapters.webmail.writing.tests.conftest import Clock
from fumibako.chapters.webmail.writing.tests.test_pages import COLLEAGUE, TYPED, Mailbox
from fumibako.machine.provision.client import AgentDown
from tests.contracts.people import Office, make, member

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C1", "B13")]
State = Submission.State
MINUTE = timedelta(minutes=1)


class Killed(BaseException):
    """kill -9: nothing after it runs."""


def instead(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def submit(*given: object) -> None:
        raise error

    monkeypatch.setattr(services, "submit", submit)


def post(client: Client, **typed: Any) -> Any:
    return client.post("/mail/write/", {**TYPED, "action": "send", **typed})


def reborn(monkeypatch: pytest.MonkeyPatch, name: str = "another") -> None:
    monkeypatch.setattr(outbox, "HOLDER", name)


def test_it_waits_as_a_draft_and_goes_out_at_its_time(
    client: Client, mailbox: Mailbox, sent: list[Any], clock: Clock
) -> None:
    assert post(client).status_code == 302
    assert "取り消して編集する" in client.get("/mail/outbox/").content.decode()
    assert (outbox.send_due(), sent, len(mailbox.drafts())) == (0, [], 1)
    clock.now += timedelta(seconds=11)
    assert (outbox.send_due(), outbox.send_due()) == (1, 0)
    assert (len(sent), mailbox.drafts(), len(mailbox.sent())) == (1, [], 1)
    assert "送信待ちのメールはありません" in client.get("/mail/outbox/").content.decode()


def test_case_101_what_is_taken_back_is_not_sent_and_is_a_draft(
    client: Client, mailbox: Mailbox, sent: list[Any], clock: Clock
) -> None:
    post(client)
    row = Submission.objects.get()
    answer = client.post("/mail/outbox/", {"mail": row.pk, "action": "back"})
    assert answer["Location"].endswith(f"draft={row.draft}")
    clock.now += 5 * MINUTE
    assert (outbox.send_due(), sent, len(mailbox.drafts())) == (0, [], 1)
    assert TYPED["subject"] in client.get(answer["Location"]).content.decode()


def test_it_is_too_late_to_take_back_what_is_under_way(client: Client, mailbox: Mailbox, sent: list[Any]) -> None:
    post(client)
    Submission.objects.update(state=State.SENDING)
    answer = client.post("/mail/outbox/", {"mail": Submission.objects.get().pk, "action": "back"}, follow=True)
    assert "すでに送信" in answer.content.decode() and Submission.objects.exists()


def test_nobody_takes_back_anothers_mail(client: Client, ours: Office, mailbox: Mailbox, sent: list[Any]) -> None:
    post(client)
    theirs = member(make("株式会社あちら", "theirs.example").user)
    for action in ("back", "now"):
        theirs.post("/mail/outbox/", {"mail": Submission.objects.get().pk, "action": action})
    assert Submission.objects.get().state == State.WAITING
    assert "見積" not in theirs.get("/mail/outbox/").content.decode()


def test_it_is_sent_at_the_time_that_was_chosen(
    client: Client, mailbox: Mailbox, sent: list[Any], clock: Clock
) -> None:
    at = timezone.localtime(clock.now + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    post(client, send_at=at)
    clock.now += timedelta(hours=23)
    assert outbox.send_due() == 0
    clock.now += timedelta(hours=1)
    assert outbox.send_due() == 1


@pytest.mark.parametrize("at", ["2020-01-01T00:00", "9999-01-01T00:00", "明日", "2026-13-01T00:00\r\nX: y"])
def test_a_time_that_is_none_is_refused_and_nothing_is_lost(
    client: Client, mailbox: Mailbox, sent: list[Any], at: str
) -> None:
    assert post(client, send_at=at).status_code == 422
    assert (sent, Submission.objects.count(), len(mailbox.drafts())) == ([], 0, 1)


def test_case_101_killed_before_postfix_took_it_it_is_sent_once_more(
    client: Client, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    post(client)
    clock.now += MINUTE
    instead(monkeypatch, Killed())
    with pytest.raises(Killed):
        outbox.send_due()
    taken: list[Any] = []
    monkeypatch.setattr(services, "submit", lambda config, *given: taken.append(given))
    reborn(monkeypatch)
    assert outbox.send_due() == 0  # Postfix may not have told yet
    clock.now += 2 * MINUTE
    assert (outbox.send_due(), outbox.send_due(), len(taken)) == (1, 0, 1)
    assert (len(mailbox.sent()), mailbox.drafts()) == (1, [])


def test_case_101_killed_after_postfix_took_it_it_is_not_sent_again(
    client: Client, ours: Office, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    post(client)
    clock.now += MINUTE
    instead(monkeypatch, Killed())
    with pytest.raises(Killed):
        outbox.send_due()
    _logged(ours, size=900)
    taken: list[Any] = []
    monkeypatch.setattr(services, "submit", lambda config, *given: taken.append(given))
    reborn(monkeypatch)
    clock.now += 2 * MINUTE
    assert (outbox.send_due(), taken) == (0, [])
    assert (Submission.objects.get().state, len(mailbox.sent()), mailbox.drafts()) == (State.SENT, 1, [])


def test_case_101_a_mail_that_postfix_only_began_to_take_is_sent(
    client: Client, ours: Office, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    post(client)
    clock.now += MINUTE
    instead(monkeypatch, Uncertain())
    outbox.send_due()
    _logged(ours, size=0)
    taken: list[Any] = []
    monkeypatch.setattr(services, "submit", lambda config, *given: taken.append(given))
    clock.now += 2 * MINUTE
    assert (outbox.send_due(), len(taken)) == (1, 1)


def test_case_101_without_the_log_nothing_is_sent_again(
    client: Client, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    post(client)
    clock.now += MINUTE
    instead(monkeypatch, Uncertain())
    outbox.send_due()

    def away(name: str) -> int:
        raise AgentDown("x")

    monkeypatch.setattr(outbox, "read_log", away)
    taken: list[Any] = []
    monkeypatch.setattr(services, "submit", lambda config, *given: taken.append(given))
    clock.now += timedelta(hours=1)
    assert (outbox.send_due(), taken) == (0, [])


def test_case_101_killed_before_its_copy_was_filed_it_is_filed_once(
    client: Client, mailbox: Mailbox, sent: list[Any], monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    post(client)
    clock.now += MINUTE
    mailbox.trouble = Killed()  # type: ignore[assignment]
    with pytest.raises(Killed):
        outbox.send_due()
    mailbox.trouble = None
    reborn(monkeypatch)
    outbox.send_due()
    outbox.send_due()
    assert (len(sent), len(mailbox.sent()), mailbox.drafts()) == (1, 1, [])


@pytest.mark.parametrize("jump", [timedelta(days=-400), timedelta(days=400)])
def test_case_101_a_clock_that_jumps_sends_it_once(
    client: Client, mailbox: Mailbox, sent: list[Any], clock: Clock, jump: timedelta
) -> None:
    post(client)
    clock.now += jump
    assert (outbox.send_due(), outbox.send_due(), len(sent)) == (1, 0, 1)


def test_case_101_a_clock_put_back_sends_no_scheduled_mail_early(
    client: Client, mailbox: Mailbox, sent: list[Any], clock: Clock
) -> None:
    post(client, send_at=timezone.localtime(clock.now + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"))
    clock.now -= timedelta(days=400)
    assert (outbox.send_due(), sent) == (0, [])


def test_case_101_two_processes_send_it_once(client: Client, mailbox: Mailbox, sent: list[Any], clock: Clock) -> None:
    """The second one saw it waiting, too."""
    post(client)
    clock.now += MINUTE
    seen = list(outbox._due(clock.now))
    outbox.send_due()
    claimed = Submission.objects.filter(pk=seen[0].pk, state=State.WAITING)
    assert (claimed.update(state=State.SENDING), len(sent)) == (0, 1)


@pytest.mark.parametrize("trouble", [Away("x"), SendingAway()])
def test_what_cannot_go_now_goes_later(
    client: Client, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, clock: Clock, trouble: Exception
) -> None:
    post(client)
    clock.now += MINUTE
    instead(monkeypatch, trouble)
    assert outbox.send_due() == 0
    taken: list[Any] = []
    monkeypatch.setattr(services, "submit", lambda config, *given: taken.append(given))
    clock.now += timedelta(hours=1)
    assert (outbox.send_due(), len(taken)) == (1, 1)


def test_what_is_refused_is_told_and_a_draft(
    client: Client, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    post(client)
    clock.now += MINUTE
    instead(monkeypatch, RecipientRefused(address=COLLEAGUE, reply="550 no such user"))
    outbox.send_due()
    assert "550 no such user" in client.get("/mail/outbox/").content.decode()
    assert len(mailbox.drafts()) == 1


def test_a_draft_that_another_program_deleted_is_not_sent(
    client: Client, mailbox: Mailbox, sent: list[Any], clock: Clock
) -> None:
    post(client)
    mailbox.mails.clear()
    clock.now += MINUTE
    assert (outbox.send_due(), sent, Submission.objects.get().state) == (0, [], State.FAILED)


def test_a_waiting_draft_is_not_changed_behind_its_back(client: Client, mailbox: Mailbox, sent: list[Any]) -> None:
    post(client)
    row = Submission.objects.get()
    assert client.get(f"/mail/write/?draft={row.draft}")["Location"] == "/mail/outbox/"
    answer = client.post("/mail/write/", {**TYPED, "action": "save", "message_id": row.message_id})
    assert (answer["Location"], len(mailbox.drafts())) == ("/mail/outbox/", 1)


def test_with_a_full_mailbox_it_is_sent_at_once(client: Client, mailbox: Mailbox, sent: list[Any]) -> None:
    mailbox.trouble = Full("x")
    assert post(client).status_code == 302
    assert len(sent) == 1


def _logged(ours: Office, size: int) -> None:
    message_id = Submission.objects.get().message_id
    Mail.objects.create(
        queue_id="4hTfQk2Vd7z1vLB",
        message_id=message_id.strip("<>"),
        account=ours.user.mailbox.address,
        size=size,
        received_at=timezone.now(),
    )


def test_one_mails_fault_ends_neither_the_round_nor_the_mail(
    client: Client, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    post(client)
    clock.now += MINUTE
    instead(monkeypatch, ValueError("x"))
    assert outbox.send_due() == 0
    taken: list[Any] = []
    monkeypatch.setattr(services, "submit", lambda config, *given: taken.append(given))
    clock.now += 2 * MINUTE
    assert (outbox.send_due(), len(taken)) == (1, 1)


def test_what_never_goes_is_told_in_the_end(
    client: Client, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    post(client)
    instead(monkeypatch, SendingAway())
    for _ in range(outbox.MAX_TRIES):
        clock.now += timedelta(hours=1)
        outbox.send_due()
    assert Submission.objects.get().state == State.FAILED


def test_a_full_mailbox_sends_no_scheduled_mail_at_once(client: Client, mailbox: Mailbox, sent: list[Any]) -> None:
    mailbox.trouble = Full("x")
    at = timezone.localtime(timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    answer = post(client, send_at=at)
    assert (answer.status_code, sent) == (503, [])
    assert TYPED["subject"] in answer.content.decode()

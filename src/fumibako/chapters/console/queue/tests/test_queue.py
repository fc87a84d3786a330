"""The mail queue on a page: looked at, tried again, a mail deleted; never a mail's text (E6)."""

from typing import Any

import pytest

from fumibako.groundwork.audit.models import Entry
from fumibako.machine.daemons.postfix.control import HeldMail, Queue, Waiting, WaitingMail
from fumibako.machine.provision.client import AgentDown
from tests.contracts.people import QUEUE_ID, operator

pytestmark = [pytest.mark.django_db, pytest.mark.feature("E6")]
LATER = "connect to mx.out.example[192.0.2.1]:25: Connection timed out"
MAIL = WaitingMail(QUEUE_ID, "deferred", 1_795_000_000, 2048, "<b>@x.example", ["a@out.example"], 3, [LATER])
HELD = HeldMail("4hTfQk2Vd8z1vLC", 1_795_000_600, 9_000, "", ["sato@sample.example"], [])


@pytest.fixture(autouse=True)
def queue(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What Postfix was told; one mail waits, one is on hold."""
    told: list[str] = []
    monkeypatch.setattr(Queue, "waiting", lambda self, text: Waiting([MAIL] if text in ("", QUEUE_ID) else [], 1))
    monkeypatch.setattr(Queue, "held", lambda self: [HELD])
    monkeypatch.setattr(Queue, "flush", lambda self: told.append("flush"))
    monkeypatch.setattr(Queue, "delete", lambda self, queue_id: not told.append(queue_id))  # type: ignore[func-returns-value]
    return told


def test_the_page_says_what_waits_and_why() -> None:
    text = operator().get("/console/queue/").content.decode()
    assert LATER in text and "a@out.example" in text and QUEUE_ID in text and "ほか3" in text
    assert "&lt;b&gt;@x.example" in text and "<b>@x.example" not in text


@pytest.mark.parametrize("queue_id", [QUEUE_ID, HELD.queue_id])
def test_a_mail_is_deleted_after_it_was_asked(queue: list[str], queue_id: str) -> None:
    desk, where = operator(), f"/console/queue/{queue_id}/delete/"
    assert "完全に削除" in desk.get(where).content.decode() and queue == []
    assert desk.post(where).status_code == 302 and queue == [queue_id]
    entry = Entry.objects.get(action="mail.delete")
    assert (entry.subject, entry.actor) == (queue_id, "desk")


def test_all_of_it_is_tried_again(queue: list[str]) -> None:
    assert operator().post("/console/queue/retry/").status_code == 302
    assert queue == ["flush"] and Entry.objects.filter(action="queue.retry").exists()


def test_a_mail_that_has_left_is_told(queue: list[str]) -> None:
    answer = operator().post("/console/queue/4hTfQk2Vd9z1vLD/delete/", follow=True)
    assert answer.status_code == 200 and queue == [] and not Entry.objects.filter(action="mail.delete").exists()


@pytest.mark.parametrize("queue_id", ["..", "ALL", "-d", "a/b", "%00"])
def test_what_is_no_queue_id_does_not_exist(queue: list[str], queue_id: str) -> None:
    assert operator().post(f"/console/queue/{queue_id}/delete/").status_code in (400, 404)
    assert queue == []


def test_without_the_queue_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(queue: Queue, text: str) -> Any:
        raise AgentDown

    monkeypatch.setattr(Queue, "waiting", away)
    assert operator().get("/console/queue/").status_code == 200

"""Mails of our own that did not go out are on the operator's page."""

import pytest
from django.utils import timezone

from fumibako.groundwork.notices.models import OutgoingNotice
from tests.contracts.people import operator

pytestmark = [pytest.mark.django_db, pytest.mark.feature("E6")]


def store(number: int, outcome: OutgoingNotice.Outcome, reply: str) -> None:
    now = timezone.now()
    OutgoingNotice.objects.create(
        key="password_reset",
        message_id=f"<{number}@box.example>",
        recipient=f"reader{number}@out.example",
        outcome=outcome,
        reply=reply,
        created_at=now,
        due_at=now,
        useful_until=now,
        settled_at=now,
    )


def test_a_refused_and_an_expired_notice_are_listed_with_what_was_said() -> None:
    store(1, OutgoingNotice.Outcome.REFUSED, "550 5.1.1 <b>unknown")
    store(2, OutgoingNotice.Outcome.EXPIRED, "Connection refused")
    store(3, OutgoingNotice.Outcome.SENT, "250 2.0.0 Ok")
    page = operator().get("/console/unsent/").content.decode()
    assert "reader1@out.example" in page and "550 5.1.1 &lt;b&gt;unknown" in page
    assert "reader2@out.example" in page and "期限までに送信できませんでした" in page
    assert "reader3@out.example" not in page

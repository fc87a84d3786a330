"""A user at the pages, and the mailbox behind them."""

import pytest
from django.test import Client

from fumibako.chapters.webmail.reading import connected
from fumibako.chapters.webmail.reading.tests.mailbox import HTML, WRONG_CHARSET, Mailbox
from tests.contracts.people import make, member


@pytest.fixture
def client() -> Client:
    return member(make("株式会社わたし", "ours.example").user)


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    made = Mailbox()
    made.mails = {1: WRONG_CHARSET, 2: HTML, 3: HTML}
    monkeypatch.setattr(connected, "session_of", lambda request: made)
    return made

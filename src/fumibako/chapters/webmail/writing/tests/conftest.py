"""A mailbox, a clock and a Postfix that tests hold in their hands."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from fumibako.chapters.webmail.reading import connected
from fumibako.chapters.webmail.writing import outbox, services, views
from fumibako.chapters.webmail.writing.tests.test_pages import Mailbox
from tests.contracts.people import Office, make, member


class Clock:
    def __init__(self) -> None:
        self.now = datetime.now().astimezone()

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def ours() -> Office:
    return make("株式会社わたし", "ours.example")


@pytest.fixture
def client(ours: Office) -> Client:
    return member(ours.user)


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    made = Mailbox()
    for module in (connected, views):
        monkeypatch.setattr(module, "session_of", lambda request: made)
    monkeypatch.setattr(outbox, "Session", lambda config, address: made)
    monkeypatch.setattr(outbox, "read_log", lambda name: 0)
    monkeypatch.setattr(outbox, "wake", lambda: None)
    return made


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(timezone, "now", made)
    return made


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    taken: list[Any] = []
    monkeypatch.setattr(services, "submit", lambda config, *given: taken.append(given))
    return taken

"""Two customers, and what every test of the portal's rules uses."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from fumibako.api import door
from fumibako.chapters.console.customers import api as customers_api
from fumibako.groundwork.publish import queries as publishing
from tests.contracts.people import Office, make


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    yield
    cache.clear()


@pytest.fixture
def ours() -> Office:
    return make("株式会社わたし", "ours.example")


@pytest.fixture
def theirs() -> Office:
    return make("株式会社よそ", "theirs.example")


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Asks the API as root's programs do, without a socket and without a worker to wait for."""
    monkeypatch.setattr(door, "is_root", lambda request: True)
    monkeypatch.setattr(publishing, "settled", lambda changes: "pending")
    monkeypatch.setattr(customers_api, "settled", lambda changes: "pending")
    client = Client(headers={"x-forwarded-proto": "https", "host": "localhost"})

    def ask(method: str, path: str, values: Any = None, *, raw: str | None = None, **options: Any) -> Any:
        body = {} if method == "GET" else {"data": values or {}, "content_type": "application/json"}
        if raw is not None:
            body["data"] = raw
        return getattr(client, method.lower())(f"/api/v1/{path}", **body, **options)

    return ask

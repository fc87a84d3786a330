"""The OpenAPI document, and schemathesis, which sends whatever a program may send: it is answered as described."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase
from pydantic import BaseModel
from schemathesis.specs.openapi import checks

from fumibako.api import door
from fumibako.api.urls import BASE, RESOURCES
from fumibako.chapters.console.customers import api as customers
from fumibako.chapters.features import features
from fumibako.groundwork.programs import Given
from fumibako.groundwork.publish import queries as publishing
from fumibako.project.wsgi import application
from tests.contracts import declared
from tests.contracts.people import Office, browser

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B13")]
EXAMPLES = {False: 8, True: 200}
CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]


@pytest.fixture
def kept_connection() -> Iterator[None]:
    """A request that ends leaves the test's transaction open, as under Django's own test client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def document() -> dict[str, Any]:
    answer = browser().get("/api/v1/openapi.json")
    assert answer.headers["Content-Type"] == "application/json"
    return dict(answer.json())


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for where, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {where}", operation


def test_it_describes_every_resource_and_how_to_get_in(document: dict[str, Any]) -> None:
    described = {where.removeprefix(f"/{BASE}") for where in document["paths"]}
    assert described == {str(entry.pattern).replace("<", "{").replace(">", "}") for entry in RESOURCES}
    assert document["components"]["securitySchemes"]["Key"] == {"type": "http", "scheme": "bearer"}
    for name, operation in operations(document):
        assert operation["security"] == [{"Key": []}], name
        assert operation["summary"], name
    names = [operation["operationId"] for _, operation in operations(document)]
    assert max(Counter(names).values()) == 1


def models(kind: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for model in kind.__subclasses__():
        yield from (model, *models(model))


def test_no_two_shapes_have_one_name() -> None:
    """The document names them by it."""
    assert features()
    ours = [model for model in models(BaseModel) if model.__module__.startswith("fumibako.")]
    named = Counter(model.__name__ for model in ours)
    assert [name for name, number in named.items() if number > 1] == []


def test_every_body_takes_only_what_it_names(document: dict[str, Any]) -> None:
    assert all(model.model_config["extra"] == "forbid" for model in models(Given))


def test_every_answer_is_as_the_document_says(
    ours: Office, document: dict[str, Any], kept_connection: None, monkeypatch: pytest.MonkeyPatch, long: bool
) -> None:
    """As root, for whom there is everything."""
    monkeypatch.setattr(door, "is_root", lambda request: True)
    monkeypatch.setattr(publishing, "settled", lambda changes: "pending")
    monkeypatch.setattr(customers, "settled", lambda changes: "pending")
    there = {**declared.values(ours), "name": ours.made.customer.number}
    schema = schemathesis.openapi.from_dict(document)
    schema.app = application
    answered: Counter[int] = Counter()

    for result in schema.get_all_operations():
        operation = result.ok()

        @hypothesis.settings(
            max_examples=EXAMPLES[long],
            deadline=None,
            database=None,
            derandomize=not long,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @hypothesis.given(case=operation.as_strategy(), is_there=hypothesis.strategies.booleans())
        def hold(case: Any, is_there: bool) -> None:
            for name in case.path_parameters or {}:
                if is_there:
                    case.path_parameters[name] = there[name]
            mark = transaction.savepoint()
            response = case.call(headers={"X-Forwarded-Proto": "https", "Host": "localhost"})
            transaction.savepoint_rollback(mark)
            case.validate_response(response, checks=CHECKS)
            answered[response.status_code] += 1

        hold()
    assert answered[200] > 20 and answered[422] > 20, answered

"""What `fumibako rebuild` writes anew, and what it leaves alone."""

from collections.abc import Mapping

import pytest
from django.utils import timezone

from fumibako.groundwork.publish.models import Publication
from fumibako.machine.daemons.agent.control import Compared
from fumibako.machine.provision.client import AgentRefused
from fumibako.machine.provision.engine import Rendered
from fumibako.machine.state import Aspect, Scope, State
from fumibako.processes.worker import rebuilding
from fumibako.processes.worker.compiling import Compiled, NotCompiled
from fumibako.processes.worker.rebuilding import DIFFERS, Told, rebuild

pytestmark = [pytest.mark.django_db, pytest.mark.feature("A2")]
DOMAINS = ("a.example", "b.example", "c.example")


class Agent:
    def __init__(self, config: object) -> None: ...

    def differing(self, wanted: Mapping[Scope, Rendered]) -> Compared:
        if any(scope.key == "odd.example" for scope in wanted):
            raise AgentRefused("no such scope")
        return Compared(frozenset(scope for scope in wanted if scope.key == "b.example"), frozenset())


@pytest.fixture(autouse=True)
def rows(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys that were requested again: a worker makes each live at once."""
    asked: list[str] = []

    def request(aspect: Aspect, key: str) -> None:
        asked.append(key)
        Publication.objects.filter(key=key).update(outcome="live", message="")

    def compiled(row: Publication) -> Compiled:
        if row.message == "broken":
            raise NotCompiled("cannot be rendered")
        return Compiled(row, State(scope=row.scope), ({}, {}))

    now = timezone.now()
    for domain in DOMAINS:
        Publication.objects.create(aspect="site", key=domain, outcome="live", requested_at=now)
    monkeypatch.setattr(rebuilding, "Installer", Agent)
    monkeypatch.setattr(rebuilding, "compile_publication", compiled)
    monkeypatch.setattr(rebuilding, "request", request)
    monkeypatch.setattr(rebuilding, "retry", lambda row: request(Aspect.SITE, row.key))
    return asked


def test_only_what_differs_is_written_anew(rows: list[str]) -> None:
    assert list(rebuild(is_check=False)) == [Told("site", "b.example", "live")]
    assert rows == ["b.example"]


def test_a_check_changes_nothing(rows: list[str]) -> None:
    assert list(rebuild(is_check=True)) == [Told("site", "b.example", DIFFERS)]
    assert rows == []


def test_what_was_refused_is_tried_again(rows: list[str]) -> None:
    Publication.objects.filter(key="c.example").update(outcome="refused", message="no")
    assert [told.key for told in rebuild(is_check=False)] == ["b.example", "c.example"]
    assert rows == ["b.example", "c.example"]


def test_what_cannot_be_rendered_is_told_and_holds_nothing_up(rows: list[str]) -> None:
    Publication.objects.filter(key="a.example").update(message="broken")
    told = list(rebuild(is_check=False))
    assert told == [Told("site", "a.example", "refused", "cannot be rendered"), Told("site", "b.example", "live")]


def test_one_that_the_agent_refuses_to_compare_is_told_and_holds_nothing_up(rows: list[str]) -> None:
    Publication.objects.filter(key="a.example").update(key="odd.example")
    told = list(rebuild(is_check=False))
    assert told == [Told("site", "odd.example", "refused", "no such scope"), Told("site", "b.example", "live")]

"""What is compared when, and when a table that was lost takes its place again."""

from collections.abc import Collection, Iterable, Mapping

import pytest
from django.utils import timezone

from fumibako.groundwork.publish.models import Publication
from fumibako.machine.daemons.agent.control import Compared
from fumibako.machine.provision.client import AgentRefused
from fumibako.machine.provision.engine import Rendered
from fumibako.machine.provision.table import Row
from fumibako.machine.state import Aspect, Scope, State
from fumibako.processes.worker import reconciling
from fumibako.processes.worker.compiling import Compiled, NotCompiled
from fumibako.processes.worker.reconciling import BATCH, Round

pytestmark = [pytest.mark.django_db, pytest.mark.feature("A2")]
NOT_LOST: frozenset[str] = frozenset()


class Agent:
    """Tells of lost tables, and of scopes that differ until they are published."""

    def __init__(self) -> None:
        self.lost = NOT_LOST
        self.differ: set[str] = set()
        self.compared: list[list[str]] = []
        self.completed: list[set[str]] = []
        self.refused: set[str] = set()

    def differing(self, wanted: Mapping[Scope, Rendered]) -> Compared:
        self.compared.append([scope.key for scope in wanted])
        if any(scope.key in self.refused for scope in wanted):
            raise AgentRefused("not today")
        return Compared(frozenset(scope for scope in wanted if scope.key in self.differ), self.lost)

    def complete(self, tables: Collection[str]) -> None:
        self.completed.append(set(tables))
        self.lost -= set(tables)

    def publish(self) -> None:
        """As the worker does between two steps."""
        asked = Publication.objects.filter(outcome="pending")
        self.differ -= {row.key for row in asked}
        asked.update(outcome="live")


@pytest.fixture
def agent(monkeypatch: pytest.MonkeyPatch) -> Agent:
    """Everybody has a row, but for those whose name begins with "gone"."""
    agent = Agent()
    monkeypatch.setattr(reconciling, "Installer", lambda config: agent)
    monkeypatch.setattr(reconciling, "compile_publication", compiled)
    return agent


def compiled(publication: Publication) -> Compiled:
    key = publication.key
    if key.startswith("faulty"):
        raise NotCompiled("cannot be rendered: KeyError('x')")
    rows = () if key.startswith("gone") else (Row("names", key, ("OK",)),)
    return Compiled(publication, State(scope=publication.scope), ({}, {"names": rows}))


def live(count: int) -> list[str]:
    keys = [f"u{number}@example.jp" for number in range(count)]
    add(keys, "live")
    return keys


def add(keys: Iterable[str], outcome: str) -> None:
    now = timezone.now()
    rows = [
        Publication(aspect=Aspect.ACCOUNT.value, key=key, wanted=1, outcome=outcome, requested_at=now) for key in keys
    ]
    Publication.objects.bulk_create(rows)


def test_the_first_round_is_hurried_and_the_next_ones_are_not(agent: Agent) -> None:
    keys = live(BATCH + 1)
    comparing = Round()
    comparing.step()
    assert comparing.is_hurried
    comparing.step()
    assert not comparing.is_hurried
    assert agent.compared == [keys[:BATCH], keys[BATCH:]]
    comparing.step()
    assert agent.compared[2] == keys[:BATCH]
    assert not comparing.is_hurried


def test_a_difference_is_asked_for_again_and_makes_a_round_hurried(agent: Agent) -> None:
    keys = live(BATCH + 1)
    comparing = Round(is_hurried=False)
    agent.differ = {keys[3]}
    comparing.step()
    assert (comparing.after, comparing.is_hurried) == (0, True)
    assert list(Publication.objects.filter(outcome="pending").values_list("key", flat=True)) == [keys[3]]


def test_a_lost_table_is_noticed_by_a_look_at_those_who_have_no_rows_in_it(agent: Agent) -> None:
    add([f"gone{number}@example.jp" for number in range(BATCH)], "live")
    keys = live(2)
    comparing = Round(is_hurried=False)
    agent.lost, agent.differ = frozenset({"names"}), set(keys)
    comparing.step()
    assert (comparing.after, comparing.is_hurried, comparing.filling) == (0, True, {"names"})


def test_a_lost_table_takes_its_place_after_a_whole_round_and_all_it_asked_for(agent: Agent) -> None:
    keys = live(BATCH * 2)
    comparing = Round()
    comparing.step()  # in the middle of a round the table is lost
    agent.lost, agent.differ = frozenset({"names"}), set(keys)
    comparing.step()
    while not comparing.filled:
        agent.publish()
        comparing.step()
    assert agent.compared[2] == keys[:BATCH]
    Publication.objects.filter(key=keys[0]).update(outcome="pending")
    comparing.finish()
    assert (agent.completed, comparing.filled) == ([], {"names"})
    agent.publish()
    comparing.finish()
    assert (agent.completed, comparing.filled) == ([{"names"}], NOT_LOST)
    assert agent.differ == set()


def test_a_batch_that_is_refused_does_not_hold_up_the_others(agent: Agent) -> None:
    keys = live(BATCH + 1)
    agent.refused, agent.differ = {keys[0]}, {keys[BATCH]}
    comparing = Round()
    comparing.step()
    comparing.step()
    assert list(Publication.objects.filter(outcome="pending").values_list("key", flat=True)) == [keys[BATCH]]


def test_a_scope_that_cannot_be_rendered_any_more_is_refused_and_does_not_hold_up_the_others(agent: Agent) -> None:
    add(["faulty@example.jp"], "live")
    live(1)
    Round().step()
    refused = Publication.objects.get(outcome="refused")
    assert (refused.key, refused.message) == ("faulty@example.jp", "cannot be rendered: KeyError('x')")
    assert agent.compared == [["u0@example.jp"]]


def test_a_table_takes_its_place_only_after_a_round_in_which_nobody_was_refused(agent: Agent) -> None:
    keys = live(BATCH + 1)
    agent.lost, agent.refused = frozenset({"names"}), {keys[BATCH]}
    comparing = Round()
    for _ in range(9):
        comparing.step()
        assert comparing.filled == NOT_LOST
    agent.refused = set()
    while not comparing.filled:
        comparing.step()
    assert comparing.filled == {"names"}


def test_a_mailbox_that_cannot_be_removed_does_not_keep_a_table_away(agent: Agent) -> None:
    live(1)
    add(["gone@example.jp"], "pending")
    agent.lost = frozenset({"names"})
    comparing = Round()
    comparing.step()
    comparing.step()
    comparing.finish()
    assert agent.completed == [{"names"}]


def test_a_second_table_that_is_lost_meanwhile_has_a_whole_round_too(agent: Agent) -> None:
    keys = live(BATCH + 1)
    comparing = Round()
    agent.lost = frozenset({"names"})
    comparing.step()
    comparing.step()
    agent.lost = frozenset({"names", "others"})
    comparing.step()
    assert (comparing.after, comparing.filling, comparing.filled) == (0, {"names", "others"}, NOT_LOST)
    comparing.step()
    comparing.step()
    comparing.finish()
    assert agent.completed == [{"names", "others"}]
    assert agent.compared[-2:] == [keys[:BATCH], keys[BATCH:]]

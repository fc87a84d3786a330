"""How pending publications reach the agent, and what becomes of one that it refuses."""

from collections.abc import Mapping, Sequence

import pytest
from django.utils import timezone

from fumibako.groundwork.publish.models import Publication
from fumibako.machine.provision.client import AgentRefused
from fumibako.machine.provision.engine import Outcome
from fumibako.machine.provision.service import FileSet
from fumibako.machine.provision.table import Row
from fumibako.machine.state import Aspect, Scope
from fumibako.processes.worker import publishing

pytestmark = [pytest.mark.django_db, pytest.mark.feature("A2")]
DOMAIN = "example.jp"


class Agent:
    """Remembers what it was asked for; will not take one address."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.removed: list[str] = []
        self.unwanted = ""

    def apply(
        self, scope: Scope, sets: Mapping[str, FileSet], rows: Mapping[str, Sequence[Row]], *, force: bool = False
    ) -> Outcome:
        self.asked.append([scope.key])
        return Outcome(True)

    def write_rows(self, wanted: Mapping[Scope, Mapping[str, Sequence[Row]]]) -> None:
        self.asked.append([scope.key for scope in wanted])
        if self.unwanted in self.asked[-1]:
            raise AgentRefused("not this one")

    def remove_mailbox(self, address: str) -> None:
        self.removed.append(address)


@pytest.fixture
def agent(monkeypatch: pytest.MonkeyPatch) -> Agent:
    agent = Agent()
    monkeypatch.setattr(publishing, "AgentClient", lambda config: agent)
    return agent


def ask_for(aspect: Aspect, key: str) -> None:
    Publication.objects.create(aspect=aspect.value, key=key, wanted=1, requested_at=timezone.now())


def outcomes() -> dict[str, str]:
    return dict(Publication.objects.values_list("key", "outcome"))


def test_many_accounts_are_one_question_and_their_domain_comes_first(agent: Agent) -> None:
    addresses = [f"u{number}@{DOMAIN}" for number in range(20)]
    for address in addresses:
        ask_for(Aspect.ACCOUNT, address)
    ask_for(Aspect.DOMAIN, DOMAIN)
    assert publishing.publish_pending() == 21
    assert agent.asked == [[DOMAIN], addresses]
    assert set(outcomes().values()) == {"live"}
    assert publishing.publish_pending() == 0


def test_a_new_change_does_not_wait_behind_a_thousand(agent: Agent) -> None:
    for number in range(120):
        ask_for(Aspect.DOMAIN, f"d{number}.example")
    ask_for(Aspect.ACCOUNT, f"new@{DOMAIN}")
    assert publishing.publish_pending() == 50
    assert outcomes()[f"new@{DOMAIN}"] == "live"
    assert outcomes()["d0.example"] == "live"
    assert agent.asked[0] == ["d0.example"]
    rounds = [publishing.publish_pending() for _ in range(3)]
    assert rounds == [50, 21, 0]
    assert sorted(key for asked in agent.asked for key in asked) == sorted(outcomes())


def test_an_account_that_is_refused_does_not_take_its_neighbours_along(agent: Agent) -> None:
    agent.unwanted = f"b@{DOMAIN}"
    for local_part in "abc":
        ask_for(Aspect.ACCOUNT, f"{local_part}@{DOMAIN}")
    publishing.publish_pending()
    assert outcomes() == {f"a@{DOMAIN}": "live", f"b@{DOMAIN}": "refused", f"c@{DOMAIN}": "live"}
    assert Publication.objects.get(outcome="refused").words == "not this one"


def test_the_mails_of_every_account_that_is_gone_go_too(agent: Agent) -> None:
    for local_part in "ab":
        ask_for(Aspect.ACCOUNT, f"{local_part}@{DOMAIN}")
    publishing.publish_pending()
    assert agent.removed == [f"a@{DOMAIN}", f"b@{DOMAIN}"]

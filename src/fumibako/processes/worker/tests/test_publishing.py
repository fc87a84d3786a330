"""How pending publications reach the agent, and what becomes of one that it refuses."""

from collections.abc import Mapping, Sequence

import pytest
from django.utils import timezone

from fumibako.groundwork.publish.models import Publication
from fumibako.groundwork.publish.queries import is_settled
from fumibako.machine.provision.client import AgentFailed, AgentRefused
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
        self.unwanted = self.stays = ""
        self.cannot = False

    def apply(self, scope: Scope, sets: Mapping[str, FileSet], rows: Mapping[str, Sequence[Row]]) -> Outcome:
        self.asked.append([scope.key])
        return Outcome(True)

    def write_rows(self, wanted: Mapping[Scope, Mapping[str, Sequence[Row]]]) -> None:
        self.asked.append([scope.key for scope in wanted])
        if self.unwanted in self.asked[-1]:
            raise AgentRefused("not this one")
        if self.cannot:
            raise AgentFailed("no room on the disk")

    def remove(self, address: str) -> None:
        if address == self.stays:
            raise AgentFailed("rm did not end")
        self.removed.append(address)


@pytest.fixture
def agent(monkeypatch: pytest.MonkeyPatch) -> Agent:
    agent = Agent()
    monkeypatch.setattr(publishing, "Installer", lambda config: agent)
    monkeypatch.setattr(publishing, "Mailboxes", lambda config: agent)
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


def test_what_cannot_be_done_now_stays_pending_and_is_done_later(agent: Agent) -> None:
    for local_part in "ab":
        ask_for(Aspect.ACCOUNT, f"{local_part}@{DOMAIN}")
    agent.cannot = True
    assert publishing.publish_pending() == 0
    assert set(Publication.objects.values_list("outcome", "words")) == {("pending", "no room on the disk")}
    agent.cannot = False
    assert publishing.publish_pending() == 2
    assert set(Publication.objects.values_list("outcome", "words")) == {("live", "")}


def test_case_050_an_account_whose_mails_are_still_there_is_not_gone(agent: Agent) -> None:
    for local_part in "ab":
        ask_for(Aspect.ACCOUNT, f"{local_part}@{DOMAIN}")
    agent.stays = f"a@{DOMAIN}"
    assert publishing.publish_pending() == 1
    assert outcomes() == {f"a@{DOMAIN}": "pending", f"b@{DOMAIN}": "live"}
    assert not is_settled(Aspect.ACCOUNT, f"a@{DOMAIN}")
    agent.stays = ""
    assert publishing.publish_pending() == 1
    assert agent.removed == [f"b@{DOMAIN}", f"a@{DOMAIN}"]


def test_case_050_an_address_whose_removal_was_refused_is_not_free(agent: Agent) -> None:
    agent.unwanted = f"a@{DOMAIN}"
    ask_for(Aspect.ACCOUNT, agent.unwanted)
    publishing.publish_pending()
    assert not is_settled(Aspect.ACCOUNT, agent.unwanted)

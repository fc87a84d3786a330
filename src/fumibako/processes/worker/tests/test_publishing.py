"""How pending publications reach the agent, and what happens to one that it refuses or cannot do now."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

import pytest
from django.utils import timezone

from fumibako.groundwork.publish.models import Publication
from fumibako.groundwork.publish.queries import is_settled
from fumibako.groundwork.publish.services import retry, retry_all_refused
from fumibako.machine.provision.client import AgentDown, AgentFailed, AgentLate, AgentRefused
from fumibako.machine.provision.engine import Outcome
from fumibako.machine.provision.service import FileSet
from fumibako.machine.provision.table import Row
from fumibako.machine.state import Aspect, Scope, State
from fumibako.processes.worker import compiling, publishing

pytestmark = [pytest.mark.django_db, pytest.mark.feature("A2")]
DOMAIN = "example.jp"


class Agent:
    """Remembers what it was asked for; will not take one address."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.removed: list[str] = []
        self.unwanted = self.stays = self.refusal = ""
        self.cannot = self.late = False

    def apply(self, scope: Scope, sets: Mapping[str, FileSet], rows: Mapping[str, Sequence[Row]]) -> Outcome:
        self.asked.append([scope.key])
        if self.late:
            raise AgentLate("no answer within 60 s")
        if self.cannot:
            raise AgentFailed("sievec did not end within 30 s")
        return Outcome(not self.refusal, self.refusal)

    def write_rows(self, wanted: Mapping[Scope, Mapping[str, Sequence[Row]]]) -> None:
        self.asked.append([scope.key for scope in wanted])
        if self.unwanted in self.asked[-1]:
            raise AgentRefused("not this one")
        if self.cannot:
            raise AgentFailed("No space left on device")

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


def wait() -> None:
    """Until whatever was postponed is due."""
    Publication.objects.update(due_at=timezone.now())


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
    assert Publication.objects.get(outcome="refused").message == "not this one"


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
    assert set(Publication.objects.values_list("outcome", "message")) == {("pending", "No space left on device")}
    agent.cannot = False
    assert publishing.publish_pending() == 0
    wait()
    assert publishing.publish_pending() == 2
    assert set(Publication.objects.values_list("outcome", "message")) == {("live", "")}


def test_case_050_an_account_whose_mails_are_still_there_is_not_gone(agent: Agent) -> None:
    for local_part in "ab":
        ask_for(Aspect.ACCOUNT, f"{local_part}@{DOMAIN}")
    agent.stays = f"a@{DOMAIN}"
    assert publishing.publish_pending() == 1
    assert outcomes() == {f"a@{DOMAIN}": "pending", f"b@{DOMAIN}": "live"}
    assert not is_settled(Aspect.ACCOUNT, f"a@{DOMAIN}")
    agent.stays = ""
    wait()
    assert publishing.publish_pending() == 1
    assert agent.removed == [f"b@{DOMAIN}", f"a@{DOMAIN}"]


def test_case_050_an_address_whose_removal_was_refused_is_not_free(agent: Agent) -> None:
    agent.unwanted = f"a@{DOMAIN}"
    ask_for(Aspect.ACCOUNT, agent.unwanted)
    publishing.publish_pending()
    assert not is_settled(Aspect.ACCOUNT, agent.unwanted)


def test_a_checker_that_ran_out_of_time_has_refused_nothing(agent: Agent) -> None:
    ask_for(Aspect.DOMAIN, DOMAIN)
    agent.cannot = True
    publishing.publish_pending()
    publication = Publication.objects.get()
    assert (publication.outcome, publication.is_delayed) == ("pending", True)
    assert publication.message == "sievec did not end within 30 s"


def test_a_refusal_keeps_what_ran_before_and_its_message(agent: Agent) -> None:
    ask_for(Aspect.DOMAIN, DOMAIN)
    agent.refusal = "dovecot: line 3: unknown test"
    assert publishing.publish_pending() == 1
    publication = Publication.objects.get()
    assert (publication.outcome, publication.message, publication.applied) == ("refused", agent.refusal, 0)


@pytest.mark.parametrize("again", [retry, lambda publication: retry_all_refused()], ids=["one", "all"])
def test_what_was_refused_is_live_when_it_is_accepted_at_the_next_try(
    agent: Agent, again: Callable[[Publication], object]
) -> None:
    ask_for(Aspect.DOMAIN, DOMAIN)
    agent.refusal = "dovecot: line 3: unknown test"
    publishing.publish_pending()
    agent.refusal = ""
    assert publishing.publish_pending() == 0
    again(Publication.objects.get())
    assert publishing.publish_pending() == 1
    publication = Publication.objects.get()
    assert (publication.outcome, publication.message, publication.applied) == ("live", "", 1)


def test_trying_again_leaves_alone_what_was_not_refused(agent: Agent) -> None:
    ask_for(Aspect.DOMAIN, DOMAIN)
    publishing.publish_pending()
    retry(Publication.objects.get())
    assert outcomes() == {DOMAIN: "live"}


def test_a_change_that_is_tried_again_and_again_waits_longer_and_does_not_delay_others(agent: Agent) -> None:
    ask_for(Aspect.DOMAIN, DOMAIN)
    delays = []
    for waited in (timedelta(0), timedelta(seconds=40), timedelta(days=1)):
        Publication.objects.update(requested_at=timezone.now() - waited, due_at=timezone.now())
        agent.cannot = True
        publishing.publish_pending()
        delays.append(round((Publication.objects.get().due_at - timezone.now()).total_seconds()))
    assert delays == [10, 40, 120]
    ask_for(Aspect.DOMAIN, "other.example")
    agent.cannot, agent.asked = False, []
    assert publishing.publish_pending() == 1
    assert agent.asked == [["other.example"]]


def test_a_clock_that_was_set_back_delays_no_change(agent: Agent) -> None:
    ask_for(Aspect.DOMAIN, DOMAIN)
    Publication.objects.update(due_at=timezone.now() + timedelta(hours=1))
    assert publishing.publish_pending() == 1


def test_a_change_that_the_agent_is_late_with_is_not_the_next_one_again(agent: Agent) -> None:
    ask_for(Aspect.DOMAIN, DOMAIN)
    ask_for(Aspect.DOMAIN, "other.example")
    agent.late = True
    with pytest.raises(AgentDown):
        publishing.publish_pending()
    agent.late, agent.asked = False, []
    assert publishing.publish_pending() == 1
    assert agent.asked == [["other.example"]]


def test_a_change_that_cannot_be_rendered_is_refused_and_the_others_go_on(
    agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    def state_of(scope: Scope) -> State:
        if scope.key == DOMAIN:
            raise KeyError("treatment")
        return State(scope=scope)

    monkeypatch.setattr(compiling, "state_of", state_of)
    ask_for(Aspect.DOMAIN, DOMAIN)
    ask_for(Aspect.DOMAIN, "other.example")
    assert publishing.publish_pending() == 2
    assert outcomes() == {DOMAIN: "refused", "other.example": "live"}
    assert Publication.objects.get(outcome="refused").message == "cannot be rendered: KeyError('treatment')"


def test_a_row_of_another_version_is_refused_and_the_others_go_on(agent: Agent) -> None:
    Publication.objects.create(aspect="weather", key=DOMAIN, wanted=1, requested_at=timezone.now())
    ask_for(Aspect.DOMAIN, "other.example")
    assert publishing.publish_pending() == 2
    assert outcomes() == {DOMAIN: "refused", "other.example": "live"}

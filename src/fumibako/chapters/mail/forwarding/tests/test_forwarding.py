"""The rules of forwarding (C3), and what a change leaves behind: row, audit entry, publication."""

from collections.abc import Sequence

import pytest

from fumibako.chapters.console.customers.services import add_customer
from fumibako.chapters.mail.accounts.errors import UnreadableAddress
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.services import add_account
from fumibako.chapters.mail.forwarding.errors import LoopDetected, NoTarget, TooManyTargets
from fumibako.chapters.mail.forwarding.models import Forwarding
from fumibako.chapters.mail.forwarding.queries import forwarding_of
from fumibako.chapters.mail.forwarding.services import set_forwarding
from fumibako.chapters.mail.snapshot import state_of
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.publish.queries import is_settled
from fumibako.machine.state import Aspect, Forward, Scope

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C3")]
ELSEWHERE = "ichiro@elsewhere.example"


@pytest.fixture
def office() -> dict[str, Mailbox]:
    domain = add_customer(actor=SYSTEM, name="わたし", domain="ours.example").domain
    names = ("suzuki", "sato", "tanaka")
    return {name: add_account(actor=SYSTEM, domain=domain, local_part=name).mailbox for name in names}


def forward(mailbox: Mailbox, targets: Sequence[str], *, keeps_copy: bool = True, is_on: bool = True) -> Forwarding:
    return set_forwarding(actor=SYSTEM, mailbox=mailbox, targets=targets, keeps_copy=keeps_copy, is_on=is_on)


def test_a_forwarding_is_noted_and_asked_for(office: dict[str, Mailbox]) -> None:
    forward(office["suzuki"], [ELSEWHERE, ELSEWHERE.upper(), "sato@ours.example"], keeps_copy=False)
    scope = Scope(Aspect.SIEVE, "suzuki@ours.example")
    wanted = state_of(scope).mailbox
    assert wanted is not None
    assert wanted.forward == Forward(targets=(ELSEWHERE, "sato@ours.example"), keeps_copy=False)
    assert not is_settled(scope.aspect, scope.key)
    assert Entry.objects.get(action="forwarding.set").details["targets"] == [ELSEWHERE, "sato@ours.example"]


def test_switched_off_it_keeps_what_was_typed_and_wants_nothing(office: dict[str, Mailbox]) -> None:
    forward(office["suzuki"], [ELSEWHERE], is_on=False)
    kept, wanted = forwarding_of(office["suzuki"]), state_of(Scope(Aspect.SIEVE, "suzuki@ours.example")).mailbox
    assert kept is not None and kept.targets == [ELSEWHERE]
    assert wanted is not None and wanted.forward is None


def test_switched_on_it_needs_a_target(office: dict[str, Mailbox]) -> None:
    with pytest.raises(NoTarget):
        forward(office["suzuki"], [])


@pytest.mark.parametrize("target", ["suzuki@ours.example", "Suzuki@OURS.example", "suzuki+work@ours.example"])
def test_case_016_a_forward_to_oneself_is_refused(office: dict[str, Mailbox], target: str) -> None:
    with pytest.raises(LoopDetected):
        forward(office["suzuki"], [ELSEWHERE, target])
    assert forwarding_of(office["suzuki"]) is None


def test_case_016_a_loop_over_others_is_refused_with_its_way(office: dict[str, Mailbox]) -> None:
    forward(office["suzuki"], ["sato@ours.example"])
    forward(office["sato"], [ELSEWHERE, "tanaka@ours.example"])
    with pytest.raises(LoopDetected) as refused:
        forward(office["tanaka"], ["suzuki@ours.example"])
    way = "tanaka@ours.example → suzuki@ours.example → sato@ours.example → tanaka@ours.example"
    assert refused.value.values["way"] == way


def test_a_way_that_is_switched_off_is_none(office: dict[str, Mailbox]) -> None:
    forward(office["suzuki"], ["sato@ours.example"], is_on=False)
    forward(office["sato"], ["suzuki@ours.example"])
    assert forwarding_of(office["sato"]) is not None


@pytest.mark.parametrize(
    "target", ['"a@b"\r\nkeep', 'a@b.example"; discard; #', "a@b.example\nkeep;", "a b@c.example", "nobody", "a@b"]
)
def test_case_016_what_is_no_address_is_refused(office: dict[str, Mailbox], target: str) -> None:
    with pytest.raises(UnreadableAddress):
        forward(office["suzuki"], [target])
    assert forwarding_of(office["suzuki"]) is None


def test_case_016_a_fifth_target_is_refused(office: dict[str, Mailbox]) -> None:
    four = [f"a{number}@elsewhere.example" for number in range(4)]
    forward(office["suzuki"], four)
    with pytest.raises(TooManyTargets):
        forward(office["suzuki"], [*four, ELSEWHERE])
    kept = forwarding_of(office["suzuki"])
    assert kept is not None and kept.targets == four

"""The rules of forwarding (C3), and what a change leaves behind: row, audit entry, publication."""

from collections.abc import Sequence

import pytest

from fumibako.chapters.console.customers.services import add_customer
from fumibako.chapters.mail.accounts.errors import UnreadableAddress
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.services import add_account, delete_account
from fumibako.chapters.mail.forwarding.errors import LoopDetected, NoSuchTarget, NoTarget, TooManyTargets
from fumibako.chapters.mail.forwarding.models import Forwarding
from fumibako.chapters.mail.forwarding.queries import forwarders_to, forwarding_of, missing_targets
from fumibako.chapters.mail.forwarding.services import set_forwarding
from fumibako.chapters.mail.forwarding.snapshot import forward_of
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.publish.queries import is_settled
from fumibako.machine.state import Aspect, Forward

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
    assert forward_of("suzuki@ours.example") == Forward(targets=(ELSEWHERE, "sato@ours.example"), keeps_copy=False)
    assert not is_settled(Aspect.SIEVE, "suzuki@ours.example")
    assert Entry.objects.get(action="forwarding.set").details["targets"] == [ELSEWHERE, "sato@ours.example"]


def test_switched_off_it_keeps_what_was_typed_and_wants_nothing(office: dict[str, Mailbox]) -> None:
    forward(office["suzuki"], [ELSEWHERE], is_on=False)
    kept = forwarding_of(office["suzuki"])
    assert kept is not None and kept.targets == [ELSEWHERE]
    assert forward_of("suzuki@ours.example") is None


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


def test_case_016_the_way_of_a_loop_tells_no_address_of_another_customer(office: dict[str, Mailbox]) -> None:
    domain = add_customer(actor=SYSTEM, name="よそ", domain="theirs.example").domain
    theirs = [add_account(actor=SYSTEM, domain=domain, local_part=name).mailbox for name in ("open", "private")]
    forward(theirs[0], [theirs[1].address])
    forward(theirs[1], [office["sato"].address])
    forward(office["sato"], [office["suzuki"].address])
    with pytest.raises(LoopDetected) as refused:
        forward(office["suzuki"], [theirs[0].address])
    way = "suzuki@ours.example → open@theirs.example → … → sato@ours.example → suzuki@ours.example"
    assert refused.value.values["way"] == way


@pytest.mark.parametrize("role", ["postmaster", "abuse", "Postmaster", "postmaster+x"])
def test_case_016_the_administrators_other_addresses_are_the_administrator(
    office: dict[str, Mailbox], role: str
) -> None:
    administrator = office["suzuki"].domain.mailboxes.get(is_administrator=True)
    with pytest.raises(LoopDetected):
        forward(administrator, [f"{role}@ours.example"], keeps_copy=False)
    forward(office["suzuki"], [f"{role}@ours.example"])
    with pytest.raises(LoopDetected):
        forward(administrator, ["suzuki@ours.example"])


@pytest.mark.parametrize("name", ["nobody", "nobody+suzuki", "noreply", "root"])
def test_an_address_that_the_own_domain_does_not_have_is_refused(office: dict[str, Mailbox], name: str) -> None:
    with pytest.raises(NoSuchTarget):
        forward(office["suzuki"], [ELSEWHERE, f"{name}@Ours.example"])
    assert forwarding_of(office["suzuki"]) is None


def test_an_address_in_another_customers_domain_is_taken_whether_it_is_there_or_not(
    office: dict[str, Mailbox],
) -> None:
    """An answer would tell a stranger who has an account there."""
    add_customer(actor=SYSTEM, name="よそ", domain="theirs.example")
    targets = ["administrator@theirs.example", "nobody@theirs.example"]
    assert forward(office["suzuki"], targets).targets == targets
    assert missing_targets(office["suzuki"], targets) == []


def test_before_an_account_is_deleted_those_who_forward_there_are_named(office: dict[str, Mailbox]) -> None:
    forward(office["suzuki"], [ELSEWHERE, "Tanaka+x@ours.example"])
    forward(office["sato"], ["tanaka@ours.example"], is_on=False)
    other = add_customer(actor=SYSTEM, name="よそ", domain="theirs.example").administrator.mailbox
    forward(other, ["tanaka@ours.example"])
    assert forwarders_to(office["tanaka"]) == ["suzuki@ours.example"]
    assert forwarders_to(office["sato"]) == []


def test_a_target_whose_account_is_gone_is_missing_and_is_refused_when_it_is_saved_again(
    office: dict[str, Mailbox],
) -> None:
    targets = ["tanaka@ours.example", "sato+x@ours.example", "abuse@ours.example", ELSEWHERE]
    forward(office["suzuki"], targets)
    assert missing_targets(office["suzuki"], targets) == []
    delete_account(actor=SYSTEM, mailbox=office["tanaka"])
    assert missing_targets(office["suzuki"], targets) == ["tanaka@ours.example"]
    with pytest.raises(NoSuchTarget):
        forward(office["suzuki"], targets)


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

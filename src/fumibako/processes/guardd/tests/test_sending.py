"""Counting what is sent, by a clock of the test's own."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from fumibako.machine.conf import Config, load
from fumibako.machine.formats.sending_limits import BadLimits, read_limits, write_limits
from fumibako.machine.state import Limit, SendingLimits
from fumibako.processes.guardd.outside import GO_ON
from fumibako.processes.guardd.sending import PAUSED, Sending, action

pytestmark = pytest.mark.feature("B13")
SUZUKI, SATO = "suzuki@sample.example", "sato@sample.example"
LIMITS = SendingLimits(common=Limit(per_hour=10, per_day=15), accounts=((SATO, Limit(per_hour=100, per_day=100)),))


class Clock:
    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def config() -> Iterator[Config]:
    with tempfile.TemporaryDirectory(prefix="fb-sending-", dir="/tmp") as state:
        config = load(state=Path(state))
        live = config.live_scope("filterd", "sample.example")
        live.mkdir(parents=True)
        config.home("guardd").mkdir()
        (live / "limits.json").write_bytes(write_limits(LIMITS))
        yield config


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sending(config: Config, clock: Clock) -> Sending:
    return Sending(config, clock)


def test_whoever_passes_the_limit_is_paused_until_released(sending: Sending) -> None:
    assert all(sending.may_send(SUZUKI, 5) for _ in range(2))
    assert not sending.may_send(SUZUKI, 1)
    assert not sending.may_send(SUZUKI, 1)
    (paused,) = sending.paused()
    assert (paused["login"], paused["per_hour"]) == (SUZUKI, 11)
    sending.release(SUZUKI)
    assert sending.may_send(SUZUKI, 10)


def test_case_119_of_a_thousand_mails_in_a_minute_those_within_the_limit_go(sending: Sending, clock: Clock) -> None:
    taken = 0
    for _ in range(1000):
        taken += sending.may_send(SUZUKI, 1)
        clock.now += 0.06
    assert taken == LIMITS.common.per_hour
    assert [paused["login"] for paused in sending.paused()] == [SUZUKI]
    assert sending.may_send(SATO, 1)


def test_an_hour_later_the_hour_is_free_and_the_day_is_not(sending: Sending, clock: Clock) -> None:
    assert sending.may_send(SUZUKI, 10)
    clock.now += 3601
    assert sending.may_send(SUZUKI, 5)
    clock.now += 3601
    assert not sending.may_send(SUZUKI, 1)


def test_an_account_may_have_a_limit_of_its_own(sending: Sending) -> None:
    assert sending.may_send(SATO, 100)
    assert not sending.may_send(SATO, 1)


def test_without_its_file_a_domain_has_the_common_limit(sending: Sending) -> None:
    assert sending.may_send("a@other.example", SendingLimits().common.per_hour)
    assert not sending.may_send("a@other.example", 1)


def test_a_restart_forgets_nothing(sending: Sending, config: Config, clock: Clock) -> None:
    sending.may_send(SUZUKI, 11)
    assert not Sending(config, clock).may_send(SUZUKI, 1)


def test_a_clock_that_was_set_back_locks_nobody(sending: Sending, clock: Clock) -> None:
    clock.now += 86_400 * 365
    assert sending.may_send(SUZUKI, 10)
    clock.now -= 86_400 * 365
    assert sending.may_send(SUZUKI, 10)


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ({"sasl_username": "Suzuki@Sample.Example", "recipient_count": "10"}, GO_ON),
        ({"sasl_username": SUZUKI, "recipient_count": "11"}, PAUSED),
        ({"sasl_username": "", "recipient_count": "11"}, GO_ON),
        ({"sasl_username": "../../x", "recipient_count": "11"}, GO_ON),
        ({"sasl_username": SUZUKI}, GO_ON),
    ],
)
def test_what_postfix_is_answered(sending: Sending, asked: dict[str, str], answer: str) -> None:
    assert action(sending, asked) == answer


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"common": {}, "accounts": {}}', b"\xff"])
def test_what_is_no_file_of_limits_is_refused(content: bytes) -> None:
    with pytest.raises(BadLimits):
        read_limits(content)

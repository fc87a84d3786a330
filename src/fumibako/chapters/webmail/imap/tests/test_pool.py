"""Which connection is used again, and by whom."""

import pytest

from fumibako.chapters.webmail.imap.pool import MOST, MOST_OF_ONE, SECONDS, Pool

pytestmark = pytest.mark.feature("C1")


class Connection:
    def __init__(self) -> None:
        self.is_open = True
        self.answers = True

    def noop(self) -> None:
        if not self.answers:
            raise OSError("closed")

    def shutdown(self) -> None:
        self.is_open = False


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pool(clock: Clock) -> Pool:
    return Pool(clock)


def test_a_mailboxs_connection_is_used_again_by_this_mailbox_only(pool: Pool) -> None:
    one = Connection()
    pool.give("a@ours.example", one)
    assert pool.take("b@ours.example") is None
    assert pool.take("a@ours.example") is one
    assert pool.take("a@ours.example") is None


def test_one_that_does_not_answer_is_closed(pool: Pool) -> None:
    ended, whole = Connection(), Connection()
    ended.answers = False
    pool.give("a@ours.example", whole)
    pool.give("a@ours.example", ended)
    assert pool.take("a@ours.example") is whole
    assert not ended.is_open


def test_an_old_one_is_not_used_and_is_closed(pool: Pool, clock: Clock) -> None:
    one = Connection()
    pool.give("a@ours.example", one)
    clock.now = SECONDS + 1
    assert pool.take("a@ours.example") is None
    assert not pool.close_old()
    assert not one.is_open


def test_no_more_are_kept_than_the_limits(pool: Pool) -> None:
    own = [Connection() for _ in range(MOST_OF_ONE + 1)]
    for each in own:
        pool.give("a@ours.example", each)
    assert [each.is_open for each in own] == [False, *[True] * MOST_OF_ONE]
    for number in range(MOST):
        pool.give(f"{number}@ours.example", Connection())
    assert not any(each.is_open for each in own)

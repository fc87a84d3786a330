"""A message whose reply was lost is not delivered twice (SECURITY 2.2)."""

from collections.abc import Callable, Iterator

import pytest

from .conftest import Bench
from .hops import Queue
from .scanners import until
from .test_filter import OUTSIDER, PLAIN, SUZUKI

pytestmark = pytest.mark.feature("B7")
SATO = "sato@example.jp"
BEFORE = "250 2.0.0 Delivered before"


@pytest.fixture
def wordless(bench: Bench) -> Iterator[Bench]:
    """Dovecot accepts messages without replying."""
    bench.dovecot.says_nothing.set()
    yield bench
    bench.dovecot.says_nothing.clear()
    bench.dovecot.hangs_up = False
    bench.dovecot.last_words = ""


def begin(bench: Bench, queue_id: str, *recipients: str) -> Queue:
    """Send a message without waiting for the reply; return when Dovecot has it."""
    queue = bench.incoming()
    queue.bring(OUTSIDER, recipients, PLAIN, queue_id)
    until(lambda: bench.dovecot.taken)
    return queue


def lose_the_answer(bench: Bench, queue: Queue) -> None:
    """Dovecot has the message and closes the connection without a reply."""
    bench.dovecot.hangs_up = True
    bench.dovecot.says_nothing.clear()
    assert queue.reply().startswith("451 ")
    bench.dovecot.hangs_up = False


@pytest.mark.parametrize(
    ("last_words", "queue_id"), [("", "4Tq1aBcDeFz1"), ("421 4.3.2 Shutting down", "4Tq1aBcDeFz7")]
)
def test_dovecot_went_away_with_the_answer(wordless: Bench, last_words: str, queue_id: str) -> None:
    """Its 421 means that it is shutting down, not that it rejected the message (seen when its master was killed)."""
    wordless.dovecot.last_words = last_words
    queue = begin(wordless, queue_id, SUZUKI)
    lose_the_answer(wordless, queue)
    assert queue.send(OUTSIDER, [SUZUKI], PLAIN, queue_id) == [BEFORE]
    assert len(wordless.dovecot.taken) == 1


@pytest.mark.parametrize(("end", "queue_id"), [(Bench.kill, "4Tq1aBcDeFz2"), (Bench.stop, "4Tq1aBcDeFz3")])
def test_the_filter_ended_before_the_answer_came(wordless: Bench, end: Callable[[Bench], None], queue_id: str) -> None:
    begin(wordless, queue_id, SUZUKI)
    end(wordless)
    wordless.dovecot.says_nothing.clear()
    wordless.start()
    assert wordless.incoming().send(OUTSIDER, [SUZUKI], PLAIN, queue_id) == [BEFORE]
    assert len(wordless.dovecot.taken) == 1


def test_postfix_went_away_before_or_behind_the_answer(wordless: Bench) -> None:
    begin(wordless, "4Tq1aBcDeFz4", SUZUKI).close()
    wordless.dovecot.says_nothing.clear()
    until(lambda: "4Tq1aBcDeFz4: incoming" in wordless.log())
    again = wordless.incoming()
    assert again.send(OUTSIDER, [SUZUKI], PLAIN, "4Tq1aBcDeFz4") == [BEFORE]
    assert again.send(OUTSIDER, [SUZUKI], PLAIN, "4Tq1aBcDeFz5")[0].startswith("250 2.0.0 taken")
    again.close()
    until(lambda: (wordless.config.home("filterd") / "possible-duplicates" / "4Tq1aBcDeFz5").exists())
    assert wordless.incoming().send(OUTSIDER, [SUZUKI], PLAIN, "4Tq1aBcDeFz5") == [BEFORE]


def test_postfix_was_started_anew_and_brings_what_is_still_under_way(wordless: Bench) -> None:
    """Its clients ended in the middle; the filter continues with their messages."""
    begin(wordless, "4Tq1aBcDeFza", SUZUKI).close()
    again = wordless.incoming()
    assert again.send(OUTSIDER, [SUZUKI], PLAIN, "4Tq1aBcDeFza") == ["451 4.3.0 Not tried now, try later"]
    wordless.dovecot.says_nothing.clear()
    assert again.send(OUTSIDER, [SATO], PLAIN, "4Tq1aBcDeFza") == ["250 2.0.0 taken"]
    until(lambda: wordless.log().count("4Tq1aBcDeFza: incoming") == 2)
    assert again.send(OUTSIDER, [SUZUKI], PLAIN, "4Tq1aBcDeFza") == [BEFORE]
    assert sorted(mail.recipients for mail in wordless.dovecot.taken) == [[SATO], [SUZUKI]]


def test_who_leaves_in_good_order_leaves_no_doubt(wordless: Bench) -> None:
    """Postfix sends QUIT after the message and disconnects when it has read everything."""
    wordless.dovecot.says_nothing.clear()
    directory = wordless.config.home("filterd") / "possible-duplicates"
    polite, hasty = wordless.incoming(), wordless.incoming()
    polite.bring(OUTSIDER, [SUZUKI], PLAIN, "4Tq1aBcDeFz8", last=b"QUIT\r\n")
    assert polite.reply().startswith("250 2.0.0 taken")
    assert polite.reply().startswith("221 ")
    polite.close()
    hasty.bring(OUTSIDER, [SUZUKI], PLAIN, "4Tq1aBcDeFz9", last=b"QUIT\r\n")
    until(lambda: "4Tq1aBcDeFz9: incoming" in wordless.log())
    hasty.close()
    until((directory / "4Tq1aBcDeFz9").exists)
    assert not (directory / "4Tq1aBcDeFz8").exists()
    assert wordless.incoming().send(OUTSIDER, [SUZUKI], PLAIN, "4Tq1aBcDeFz9") == [BEFORE]


def test_who_has_it_not_gets_it(wordless: Bench) -> None:
    """Postfix sends the recipients in several transactions, and one of them succeeded."""
    queue = begin(wordless, "4Tq1aBcDeFz6", SUZUKI)
    lose_the_answer(wordless, queue)
    assert queue.send(OUTSIDER, [SATO, SUZUKI], PLAIN, "4Tq1aBcDeFz6") == ["250 2.0.0 taken", BEFORE]
    assert [mail.recipients for mail in wordless.dovecot.taken] == [[SUZUKI], [SATO]]


def test_while_nobody_can_look_the_mail_waits(wordless: Bench) -> None:
    queue = begin(wordless, "4Tq1aBcDeFz7", SUZUKI)
    lose_the_answer(wordless, queue)
    hidden = wordless.config.agent_socket.with_suffix(".hidden")
    wordless.config.agent_socket.rename(hidden)
    try:
        assert queue.send(OUTSIDER, [SUZUKI], PLAIN, "4Tq1aBcDeFz7")[0].startswith("451 ")
    finally:
        hidden.rename(wordless.config.agent_socket)
    assert queue.send(OUTSIDER, [SUZUKI], PLAIN, "4Tq1aBcDeFz7") == [BEFORE]


def test_where_nothing_went_wrong_nobody_looks(bench: Bench) -> None:
    queue = bench.incoming()
    bench.dovecot.refusals[SATO] = "452 4.2.2 full"
    for _ in range(3):  # a full mailbox is a reply, and the message is retried
        assert queue.send(OUTSIDER, [SATO], PLAIN, "4Tq1aBcDeFz8")[0].startswith("452")
    assert queue.send(OUTSIDER, [SUZUKI], PLAIN)[0].startswith("250")
    assert bench.agent.asked == []

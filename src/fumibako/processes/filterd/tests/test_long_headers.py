"""A long header is delivered whole or replaced by a notice, never cut."""

from dataclasses import replace

import pytest

from fumibako.machine.state import VirusPolicy

from .conftest import Bench
from .disguises import OUTSIDER, SUZUKI
from .hops import submitted_by
from .test_filter import EXAMPLE, is_scanned, notice_in

pytestmark = pytest.mark.feature("B7")
BODY = b"\r\nhello\r\n"


def addressed_to(count: int) -> bytes:
    """A message to so many people, 43 bytes each."""
    people = b",\r\n ".join(b'"Member %05d" <member%05d@list.example>' % (number, number) for number in range(count))
    return b"From: suzuki@example.jp\r\nTo: " + people + b"\r\nSubject: x\r\n" + BODY


LONG = {
    "5,000 recipients": addressed_to(5_000),
    "11,000 recipients": addressed_to(11_000),
    "900 fields": b"".join(b"X-%d: %s\r\n" % (number, b"a" * 500) for number in range(900)) + BODY,
    "one line": b"X-A: " + b"a" * 500_000 + b"\r\n" + BODY,
}


@pytest.mark.parametrize("message", LONG.values(), ids=LONG.keys())
def test_a_header_up_to_512_kib_goes_on_byte_for_byte(bench: Bench, message: bytes) -> None:
    assert bench.incoming().send(OUTSIDER, [SUZUKI], message)[0].startswith("250")
    assert bench.outgoing().send(SUZUKI, [OUTSIDER], submitted_by(SUZUKI) + message)[0].startswith("250")
    for taken in (*bench.dovecot.taken, *bench.reinjection.taken):
        assert taken.content.endswith(message)
        assert is_scanned(bench, taken.content, "clean")


def test_a_longer_one_cannot_be_scanned_and_a_notice_says_so(bench: Bench) -> None:
    assert bench.incoming().send(OUTSIDER, [SUZUKI], addressed_to(20_000))[0].startswith("250")
    (taken,) = bench.dovecot.taken
    assert is_scanned(bench, taken.content, "removed")
    assert "could not be scanned" in notice_in(taken.content)["Subject"]


def test_where_nothing_is_scanned_it_goes_whole_to_the_spam_box(bench: Bench) -> None:
    """A second From could be anywhere in it."""
    bench.allow(replace(EXAMPLE, virus=VirusPolicy(incoming=False)))
    message = addressed_to(20_000)
    assert bench.incoming().send(OUTSIDER, [SUZUKI], message)[0].startswith("250")
    (taken,) = bench.dovecot.taken
    assert taken.content.endswith(message)
    assert b"X-Fumibako-From: ambiguous\r\n" in taken.content[: -len(message)]

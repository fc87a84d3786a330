"""Whom a mail says it is from (SECURITY case 79)."""

import pytest

from fumibako.machine.state import MailDomain, SpamPolicy

from .conftest import Bench

pytestmark = pytest.mark.feature("B5")
OUTSIDER = "hanako@out.example"
SUZUKI = "suzuki@example.jp"
OTHERS = MailDomain(name="other.example", administrator="admin@other.example", spam=SpamPolicy(is_on=False))


def mark(bench: Bench, sender: str, fields: bytes) -> str:
    """What the filter says of a mail with these From fields."""
    bench.allow(OTHERS)
    content = b"Subject: x\r\n" + fields + b"\r\nbody\r\n"
    assert bench.incoming().send(sender, [SUZUKI], content)[0].startswith("250")
    lines = bench.dovecot.taken[-1].content.split(b"\r\n\r\n")[0].splitlines()
    return " ".join(line.partition(b": ")[2].decode() for line in lines if line.startswith(b"X-Fumibako-From:"))


@pytest.mark.parametrize(
    "fields",
    [
        b"From: hanako@out.example\r\nFrom: suzuki@example.jp\r\n",
        b"From : hanako@out.example\r\n",
        b"From\t: hanako@out.example\r\n",
        b"From: hanako@out.example\0@example.jp\r\n",
        b"From: boss\r <hanako@out.example>\r\n",
        b"from: a@out.example\r\nSubject: y\r\nFROM:\r\n b@out.example\r\n",
    ],
)
def test_case_079_a_from_that_can_be_read_in_two_ways_is_ambiguous(bench: Bench, fields: bytes) -> None:
    assert mark(bench, OUTSIDER, fields) == "ambiguous"


@pytest.mark.parametrize(
    "fields",
    [
        b"From: suzuki@example.jp\r\n",
        b"From: Boss <BOSS@Example.JP>\r\n",
        b"From: sato@other.example\r\n",
        b'From: "boss@example.jp" <hanako@out.example>\r\n',
        b"From: hanako@out.example (boss@example.jp)\r\n",
        b"From: =?utf-8?b?Ym9zc0BleGFtcGxlLmpw?= <hanako@out.example>\r\n",
        b"From: =?utf-8?q?boss=40example=2Ejp?=\r\n <hanako@out.example>\r\n",
        b"From: hanako@out.example,\r\n boss@example.jp\r\n",
    ],
)
@pytest.mark.parametrize("sender", [OUTSIDER, ""])
def test_case_079_our_own_name_without_a_login_is_unproven(bench: Bench, sender: str, fields: bytes) -> None:
    assert mark(bench, sender, fields) == "unproven"


@pytest.mark.parametrize(
    ("sender", "fields"),
    [
        (OUTSIDER, b"From: hanako@out.example\r\n"),
        (OUTSIDER, b""),
        ("bounces@list.example", "From: 花子 <hanako@out.example>\r\n".encode()),
        ("sato@example.jp", b"From: sato@example.jp\r\n"),
        ("SRS0=abcd=ef=example.jp=sato@mail.fumibako.test", b"From: sato@example.jp\r\n"),
    ],
)
def test_who_is_who_they_say_gets_no_mark(bench: Bench, sender: str, fields: bytes) -> None:
    assert mark(bench, sender, fields) == ""


def test_case_090_a_mark_from_outside_is_stripped(bench: Bench) -> None:
    assert mark(bench, OUTSIDER, b"X-Fumibako-From: forged\r\nFrom: hanako@out.example\r\n") == ""

"""Recipients of many companies are hidden from each other in mail from mail programs, too."""

import pytest

from fumibako.machine.state import MailDomain, SendingGuard, SpamPolicy

from .conftest import Bench
from .hops import submitted_by

pytestmark = pytest.mark.feature("B13")
SUZUKI = "suzuki@example.jp"
OURS, SISTER = (
    MailDomain(name=name, administrator=f"admin@{name}", spam=SpamPolicy(is_on=False))
    for name in ("example.jp", "sister.example")
)
GUARD = SendingGuard(customer="W000000001", most_domains=3)
REST = b"From: suzuki@example.jp\r\nSubject: x\r\n"


def taken(bench: Bench, fields: bytes, *, sender: str = SUZUKI, login: str = SUZUKI) -> bytes:
    bench.allow(OURS, guard=GUARD)
    bench.allow(SISTER, guard=GUARD)
    content = submitted_by(login) + fields + REST + b"\r\nbody\r\n" if login else fields + REST + b"\r\nbody\r\n"
    (reply,) = bench.outgoing().send(sender, ["a@c1.example"], content)
    assert reply.startswith("250")
    return bytes(bench.reinjection.taken[-1].content.partition(b"\r\n\r\n")[0])


@pytest.mark.parametrize(
    "fields",
    [
        b"To: a@c1.example, b@c2.example\r\nCc: c@c3.example\r\n",
        b"to : a@c1.example,\r\n =?utf-8?b?6Iqx5a2Q?= <b@c2.example>,\r\n\tc@C3.example\r\n",
        b"To: a@c1.example\r\nTo: b@c2.example\r\nResent-Cc: c@c3.example\r\n",
        b"To: All: a@c1.example, b@c2.example, c@c3.example;\r\n",
    ],
)
def test_nobody_sees_the_recipients_of_too_many_companies(bench: Bench, fields: bytes) -> None:
    header = taken(bench, fields)
    assert b"c1.example" not in header and b"c2.example" not in header and b"c3.example" not in header.lower()
    assert header.count(b"undisclosed-recipients") == 1 and b"Subject: x" in header


@pytest.mark.parametrize(
    "fields",
    [
        b"To: a@c1.example, b@c2.example\r\n",
        b"To: a@c1.example, b@c1.example, c@C1.example, d@c2.example\r\n",
        b"To: a@c1.example, b@c2.example\r\nCc: x@example.jp, y@sister.example\r\n",
        b"To: a@c1.example\r\nReply-To: a@c2.example\r\nX-To: a@c3.example\r\n",
    ],
)
def test_those_of_fewer_companies_and_colleagues_stay(bench: Bench, fields: bytes) -> None:
    assert fields.rstrip() in taken(bench, fields)

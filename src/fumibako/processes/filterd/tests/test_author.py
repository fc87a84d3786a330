"""The claimed author of a message (SECURITY cases 78 and 79)."""

import pytest

from fumibako.machine.state import MailDomain, SpamPolicy

from .conftest import Bench
from .disguises import attached
from .hops import submitted_by
from .scanners import EICAR

pytestmark = pytest.mark.feature("B5")
OUTSIDER = "hanako@out.example"
SUZUKI = "suzuki@example.jp"
OTHERS = MailDomain(name="other.example", administrator="admin@other.example", spam=SpamPolicy(is_on=False))


def mark(bench: Bench, sender: str, fields: bytes) -> str:
    """The filter's mark on a message with these From fields."""
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
        b"From: " + b"x " * 1000 + b"<boss@example.jp>\r\n",
        b"From: \x1b[2Jboss <hanako@out.example>\r\n",
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
        b"From: " + b"x " * 900 + b"<boss@example.jp>\r\n",
        b"From: =?utf-8?b?Ym9zc++8oGV4YW1wbGUuanA=?= <hanako@out.example>\r\n",  # with a wide @
        "From: 社長 <boss@example.jp>\r\n".encode("iso2022_jp"),
        '"boss\u200b@\u200bexam\u00adple。jp" <hanako@out.example>'.join(("From: ", "\r\n")).encode(),
    ],
)
@pytest.mark.parametrize("sender", [OUTSIDER, ""])
def test_case_079_our_own_name_without_a_login_is_unproven(bench: Bench, sender: str, fields: bytes) -> None:
    assert mark(bench, sender, fields) == "unproven"


@pytest.mark.parametrize(
    ("sender", "fields"),
    [
        # forwarded by one of our users, originally from outside
        ("SRS0=abcd=ef=out.example=hanako@mail.fumibako.test", b"From: boss@example.jp\r\n"),
        ("srs0=abcd=ef=out.example=x=example.jp=y@mail.fumibako.test", b"From: boss@example.jp\r\n"),
        # another host's SRS address proves nothing here
        ("SRS0=abcd=ef=example.jp=boss@evil.example", b"From: boss@example.jp\r\n"),
        # in the service's own name
        ("", b"From: virus-check@mail.fumibako.test\r\n"),
        (OUTSIDER, b"From: Support <support@Mail.Fumibako.test>\r\n"),
    ],
)
def test_case_079_nor_by_a_forward_nor_as_the_service(bench: Bench, sender: str, fields: bytes) -> None:
    assert mark(bench, sender, fields) == "unproven"


def test_a_warning_of_the_virus_check_is_the_services_own(bench: Bench) -> None:
    """The outgoing filter sends it through Postfix to our own user; a message with a copied stamp is different."""
    bench.outgoing().send(SUZUKI, [OUTSIDER], attached(EICAR), "OutInfected2")
    warning = bench.reinjection.taken[-1].content
    received = b"Received: from localhost\r\n\tby mail.fumibako.test (Postfix) id 4Tq1;\r\n"
    assert bench.incoming().send("", [SUZUKI], received + warning)[0].startswith("250")
    assert b"X-Fumibako-From" not in bench.dovecot.taken[-1].content
    for sender, content in (
        (OUTSIDER, received + warning),
        ("", received + warning.replace(b"; removed; ", b"; removed; 0")),
        ("", b"X-Other: x\r\n" + received + warning),
    ):
        assert bench.incoming().send(sender, [SUZUKI], content)[0].startswith("250")
        assert b"X-Fumibako-From: unproven" in bench.dovecot.taken[-1].content


@pytest.mark.parametrize(
    ("sender", "fields"),
    [
        (OUTSIDER, b"From: hanako@out.example\r\n"),
        (OUTSIDER, b""),
        (OUTSIDER, "From: 花子 <hanako@out.example>\r\n".encode("iso2022_jp")),
        ("bounces@list.example", "From: 花子 <hanako@out.example>\r\n".encode()),
        ("sato@example.jp", b"From: sato@example.jp\r\n"),
        ("SRS0=abcd=ef=example.jp=sato@mail.fumibako.test", b"From: sato@example.jp\r\n"),
    ],
)
def test_who_is_who_they_say_gets_no_mark(bench: Bench, sender: str, fields: bytes) -> None:
    assert mark(bench, sender, fields) == ""


def test_case_090_a_mark_from_outside_is_stripped(bench: Bench) -> None:
    assert mark(bench, OUTSIDER, b"X-Fumibako-From: forged\r\nFrom: hanako@out.example\r\n") == ""


@pytest.mark.parametrize(
    "fields",
    [
        b"From: sato@example.jp\r\n",
        b"From: sato@other.example\r\n",
        b"From: operator@mail.fumibako.test\r\n",
        b"From: suzuki@example.jp\r\nFrom: sato@example.jp\r\n",
        b"From: suzuki@example.jp\r\nFrom: suzuki@example.jp\r\n",
        b"From : suzuki@example.jp\r\n",
        b"From: suzuki@example.jp, sato@example.jp\r\n",
        b"From: suzuki@example.jp.evil.example\r\n",
        b"From: x-suzuki@example.jp\r\n",
        b'From: "ceo"@other.example\r\n',
        b"From: ceo @ other.example\r\n",
        b"From: ceo@(x)other.example\r\n",
        b"From: ceo@[192.0.2.1]\r\n",
        b'From: "ceo@other.example" <suzuki@example.jp>\r\n',
        b"From: =?utf-8?q?ceo=40other=2Eexample?=\r\n <suzuki@example.jp>\r\n",
        b"From: =?utf-8?b?Y2Vv77ygb3RoZXIuZXhhbXBsZQ==?= <suzuki@example.jp>\r\n",  # with a wide @
        b"From: =?utf-8?q?ceo=E2=80=8B=40=E2=80=8Bother.example?= <suzuki@example.jp>\r\n",  # with invisible characters
        "From: ceo@other。example <suzuki@example.jp>\r\n".encode(),
        b"From: suzuki@example.jp (ceo@other.example)\r\n",
        b"From: " + b"x " * 900 + b"<sato@example.jp>\r\n",
        b"From: " + b"x " * 1000 + b"<suzuki@example.jp>\r\n",
        b"From: suzuki@example.jp\r\nSender: suzuki@example.jp\r\nSender: sato@example.jp\r\n",
        b"From: Colleagues: sato@example.jp;\r\n",
        b"From: suzuki@example.jp\r\nSender: sato@example.jp\r\n",
        b"Resent-From: sato@example.jp\r\nFrom: suzuki@example.jp\r\n",
        b"From: sato@example.jp\r\nResent-From: suzuki@example.jp\r\n",
        b"From: suzuki@example.jp\r\nrEsEnT-sEnDeR:\r\n sato@example.jp\r\n",
    ],
)
@pytest.mark.parametrize("sender", [SUZUKI, ""])
def test_case_078_a_header_in_anothers_name_is_refused(bench: Bench, sender: str, fields: bytes) -> None:
    content = submitted_by(SUZUKI) + b"Subject: x\r\n" + fields + b"\r\nbody\r\n"
    (reply,) = bench.outgoing().send(sender, [OUTSIDER], content)
    assert reply.startswith("550 5.7.1 ")
    assert bench.reinjection.taken == []
    assert "refused: " in (bench.config.state / "filterd.log").read_text()


@pytest.mark.parametrize(
    "fields",
    [
        b"From: suzuki@example.jp\r\n",
        b"From: SUZUKI@Example.JP\r\n",
        b"From: suzuki+order@example.jp\r\n",
        b'From: "suzuki@example.jp" <suzuki@example.jp>\r\nSender: suzuki@example.jp\r\n',
        "From: 鈴木＠経理部 <suzuki@example.jp>\r\n".encode(),
        b"From: =?iso-2022-jp?b?GyRCTmtMWhsoQkA=?= =?iso-2022-jp?b?GyRCN1BNfRsoQg==?= <suzuki@example.jp>\r\n",
        b'From: "Suzuki, Taro (Sales @ Tokyo)" <suzuki@example.jp>\r\n',
        b"From: suzuki@example.jp\r\nReply-To: sales@other.example\r\nTo: ceo@other.example\r\n",
        b"From: Suzuki\r\n",
        b"",
    ],
)
@pytest.mark.parametrize("sender", [SUZUKI, "Suzuki+order@example.jp", ""])
def test_case_078_the_own_name_may_be_written_in_every_way(bench: Bench, sender: str, fields: bytes) -> None:
    content = submitted_by(SUZUKI) + b"Subject: x\r\n" + fields + b"\r\nFrom: sato@example.jp\r\n"
    assert bench.outgoing().send(sender, [OUTSIDER], content)[0].startswith("250")


def test_case_078_a_login_that_the_client_itself_writes_is_none(bench: Bench) -> None:
    hello = b"Received: from x (Authenticated sender: sato@example.jp) (localhost [127.0.0.1])\r\n"
    mine = submitted_by(SUZUKI).partition(b"\r\n")[2]
    below = submitted_by("sato@example.jp") + b"From: sato@example.jp\r\n\r\nbody\r\n"
    for content in (hello + mine + below, submitted_by(SUZUKI) + below):
        assert bench.outgoing().send("", [OUTSIDER], content)[0].startswith("550 5.7.1 ")

"""What is found out about senders, and signatures: those we make are right for another implementation."""

import base64
import secrets
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from fumibako.machine.formats.authentication_results import Result, is_of, write
from fumibako.machine.state import MailDomain, SenderAuthentication, SpamPolicy
from fumibako.machine.system.resolver import LookupFailed, Resolver
from fumibako.processes.filterd.engines.senders import Sender, Senders, verified
from fumibako.processes.filterd.signing import Unsignable, signature, without_blanks_at_ends
from fumibako.processes.filterd.steps.authentication import domain_of_login

from .conftest import Bench
from .hops import submitted_by

pytestmark = pytest.mark.feature("B14")
KEY = rsa.generate_private_key(65537, 2048)
PUBLIC = base64.b64encode(
    KEY.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
).decode()
RECORD = f"v=DKIM1; k=rsa; p={PUBLIC}"
MAIL = (
    "From: 鈴木 <taro@example.jp>\r\nTo: hanako@out.example\r\nSubject: =?utf-8?B?6KaL56mN?=\r\n"
    "Date: Sat, 28 Nov 2026 10:00:00 +0900\r\nMessage-ID: <1@example.jp>\r\n"
    "List-Unsubscribe: <https://example.jp/x>\r\n\r\nお見積りです。  \r\n\r\n.\r\n\r\n"
).encode()
# Perl's Mail::DKIM, with the key's record from a file.
PERL = """
use Mail::DKIM::Verifier; use Mail::DKIM::DNS; use Net::DNS;
my ($mail, $record) = @ARGV;
package Zone { sub new { bless {}, shift } sub tcp_timeout {} sub udp_timeout {} sub errorstring { 'NXDOMAIN' }
  sub send { my ($self, $name) = @_; my $answer = Net::DNS::Packet->new($name, 'TXT');
    $answer->push(answer => Net::DNS::RR->new(owner => $name, type => 'TXT', txtdata => [unpack('(a255)*', $record)]));
    return $answer }
  sub query { my $self = shift; $self->send(@_) } }
Mail::DKIM::DNS::resolver(Zone->new);
my $verifier = Mail::DKIM::Verifier->new; open(my $file, '<', $mail) or die; binmode $file;
while (<$file>) { $verifier->PRINT($_) } $verifier->CLOSE; print $verifier->result;
"""


def texts(name: str) -> list[str]:
    return [RECORD] if name.startswith("k1._domainkey.example.jp") else []


def signed(content: bytes = MAIL) -> bytes:
    return signature(content, "example.jp", "k1", KEY).encode() + b"\r\n" + content


def result(content: bytes) -> str:
    return ",".join(f"{each.result} {each.domain}".strip() for each in verified(content, texts))


def by_perl(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    return subprocess.run(("perl", "-e", PERL, str(path), RECORD), capture_output=True, text=True, check=True).stdout


@pytest.mark.skipif(not shutil.which("perl"), reason="without Perl")
def test_another_implementation_takes_our_signature(tmp_path: Path) -> None:
    assert by_perl(tmp_path / "mail", signed()) == "pass"
    assert by_perl(tmp_path / "mail", signed().replace(b"taro@", b"jiro@")) == "fail"
    assert by_perl(tmp_path / "mail", b"Subject: second\r\n" + signed()) == "fail"


def test_our_own_eyes_take_it_too() -> None:
    assert result(signed()) == "pass example.jp"
    assert result(signed() + b"more\r\n") == "fail example.jp"
    assert result(b"From: jiro@example.jp\r\n" + signed()) == "fail example.jp"
    assert result(MAIL) == ""


@pytest.mark.parametrize(
    "field",
    [b"DKIM-Signature:\r\n", b"DKIM-Signature: v=1; a=rsa-sha256; d=example.jp; s=k1; h=from; bh=x; b=y\r\n"],
    ids=["empty", "garbage"],
)
def test_what_is_no_signature_is_none(field: bytes) -> None:
    assert verified(field + MAIL, texts)[0].result in ("permerror", "fail")


def test_a_name_server_that_is_away_is_no_verdict() -> None:
    def away(name: str) -> list[str]:
        raise LookupFailed(name)

    assert [each.result for each in verified(signed(), away)] == ["temperror"]


class Zones:
    """Answers TXT questions from a table. silent: the beginnings of names that nobody answers for."""

    def __init__(self, published: dict[str, str], *silent: str) -> None:
        self._published, self._silent = published, silent

    def ask(self, name: str, kind: str, seconds: float = 4.0) -> list[str]:
        if name.startswith(self._silent):
            raise LookupFailed(name)
        name = name.rstrip(".")
        return [self._published[name]] if kind == "TXT" and name in self._published else []


@pytest.mark.parametrize(("silent", "expected"), [("k1._domainkey", "temperror"), ("nobody", "pass")])
def test_a_signature_that_could_not_be_looked_up_does_not_count_against_its_author(silent: str, expected: str) -> None:
    zones = Zones({"_dmarc.example.jp": "v=DMARC1; p=reject", "k1._domainkey.example.jp": RECORD}, silent)
    senders = Senders(cast(Resolver, zones))
    sender = Sender("192.0.2.1", "mx.out.example", "a@out.example", ("example.jp",))
    known = senders._check(sender, signed(), time.monotonic() + 10)
    assert known.dmarc and known.dmarc.result == expected


def test_a_mail_without_its_signature_fails_though_anothers_could_not_be_looked_up() -> None:
    zones = Zones({"_dmarc.bank.example": "v=DMARC1; p=reject"}, "k1._domainkey")
    sender = Sender("192.0.2.1", "mx.out.example", "a@out.example", ("bank.example",))
    known = Senders(cast(Resolver, zones))._check(sender, signed(), time.monotonic() + 10)
    assert known.dmarc and (known.dmarc.result, known.dmarc.policy) == ("fail", "reject")


def test_after_its_time_nobody_is_asked() -> None:
    zones = Zones({"_dmarc.example.jp": "v=DMARC1; p=reject", "k1._domainkey.example.jp": RECORD})
    sender = Sender("192.0.2.1", "mx.out.example", "a@out.example", ("example.jp",))
    known = Senders(cast(Resolver, zones))._check(sender, signed(), time.monotonic())
    assert [each.result for each in known.signatures] == ["temperror"]


def test_five_signatures_are_enough() -> None:
    assert len(verified(signed().split(b"\r\nFrom")[0] + b"\r\n" + b"DKIM-Signature: x\r\n" * 30 + MAIL, texts)) == 5


def test_a_header_that_cannot_be_signed_is_told() -> None:
    with pytest.raises(Unsignable):
        signature(b"From: a@example.jp\r\nno field\r\n\r\nx\r\n", "example.jp", "k1", KEY)


@pytest.mark.parametrize(
    ("value", "is_ours"),
    [
        (b" mail.fumibako.test; dkim=pass", True),
        (b" MAIL.fumibako.test 1; dkim=pass", True),
        (b"\r\n\t(a (nested; one)) mail.fumibako.test.\r\n ; dkim=pass", True),
        (b' "mail.fumibako.test"; dkim=pass', True),
        (b" (never closed; other.example; dkim=pass", True),
        (b" other.example; dkim=pass header.d=mail.fumibako.test", False),
        (b" mail.fumibako.test.other.example; dkim=pass", False),
        (b"", False),
    ],
)
def test_whose_results_these_are(value: bytes, is_ours: bool) -> None:
    assert is_of("mail.fumibako.test", value) is is_ours


def test_nothing_of_a_mail_ends_the_field() -> None:
    field = write("a.test", [Result("dkim", "pass", (("header.d", "x.test;\r\nBcc: y"), ("header.s", "s 1")), "x)")])
    assert field == "Authentication-Results: a.test;\r\n\tdkim=pass"


@pytest.fixture
def key(bench: Bench) -> Iterator[Path]:
    path = bench.config.dkim_keys / "example.jp" / "k1.key"
    path.parent.mkdir(parents=True)
    path.write_bytes(
        KEY.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    senders = SenderAuthentication(selector="k1")
    bench.allow(MailDomain(name="example.jp", administrator="a@example.jp", spam=SpamPolicy(is_on=False)), senders)
    yield path
    shutil.rmtree(bench.config.dkim_keys)


def test_outgoing_mail_is_signed_last(bench: Bench, key: Path) -> None:
    replies = bench.outgoing().send("taro@example.jp", ["hanako@out.example"], submitted_by("taro@example.jp") + MAIL)
    (mail,) = bench.reinjection.taken
    assert replies[0].startswith("250")
    assert mail.content.startswith(b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.jp;")
    assert result(mail.content) == "pass example.jp"


def test_a_key_that_is_not_there_means_wait(bench: Bench, key: Path) -> None:
    key.unlink()
    replies = bench.outgoing().send("taro@example.jp", ["hanako@out.example"], submitted_by("taro@example.jp") + MAIL)
    assert replies[0].startswith("451")
    assert bench.reinjection.taken == []


def test_results_in_our_name_are_taken_off(bench: Bench) -> None:
    host = bench.config.hostname.encode()
    forged = b"Authentication-Results: " + host + b"; dmarc=pass\r\nAuthentication-Results: x.example; spf=pass\r\n"
    bench.incoming().send("a@out.example", ["taro@example.jp"], forged + MAIL)
    (mail,) = bench.dovecot.taken
    assert b"dmarc=pass" not in mail.content
    assert b"Authentication-Results: x.example; spf=pass" in mail.content


def test_a_signature_that_takes_the_square_of_its_length_is_not_read() -> None:
    field = b"DKIM-Signature: v=1; a=rsa-sha256; d=x.example; s=s; bh=AAAA; h=from; b=A" + b"\r\n " * 100_000 + b"!\r\n"
    assert [each.result for each in verified(field + MAIL, texts)] == ["permerror"]


def test_a_key_that_is_a_giant_number_is_none() -> None:
    giant = "v=DKIM1; p=" + "A" * 60_000
    assert [each.result for each in verified(signed(), lambda name: [giant])] == ["fail"]


def test_blanks_at_the_end_of_a_line_are_taken_off_as_the_standard_says() -> None:
    relaxed = without_blanks_at_ends(b"a \t b  \t\r\n\t \r\nc" + b" " * 1_000_000 + b"d\r\n")
    assert relaxed == b"a b\r\n\r\nc d\r\n"


def test_a_login_is_attested_to_our_own_senders(bench: Bench) -> None:
    connection = f"{secrets.token_hex(5)} ADDR=192.0.2.1 HELO=mx.out.example"
    bench.incoming().send("taro@example.jp", ["taro@example.jp"], MAIL, connection)
    (mail,) = bench.dovecot.taken
    assert b"auth=pass smtp.mailfrom=example.jp" in mail.content


@pytest.mark.parametrize(
    ("sender", "domain"),
    [
        ("taro@example.jp", "example.jp"),
        ("SRS0=abcd=ef=example.jp=taro@mail.fumibako.test", ""),
        ("SRS0=abcd=ef=example.jp=taro@out.example", "out.example"),
        ("", ""),
    ],
)
def test_who_only_knows_an_address_that_srs_has_made_has_not_logged_in(sender: str, domain: str) -> None:
    assert domain_of_login(sender, "mail.fumibako.test") == domain

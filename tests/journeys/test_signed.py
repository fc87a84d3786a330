"""What was signed is verified on the other side: the filter touches no byte of it (SECURITY case 96)."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person
from tests.journeys.mails import Mail, Signer
from tests.journeys.sink import Sink

pytestmark = pytest.mark.box
OUTSIDER = "hanako@out.example"
TEXT = "Content-Type: text/plain; charset=utf-8\n\n見積書です。 \n.\nFrom me\n"

Write = Callable[[str, str], Mail]
Verify = Callable[[bytes], None]


@pytest.fixture
def smime(tmp_path: Path) -> tuple[Write, Verify]:
    """RFC 8551, by OpenSSL and a key made for the test."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ("-keyout", str(key), "-out", str(certificate), "-subj", "/CN=hanako", "-days", "2")
    _openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", *made, "-addext", "extendedKeyUsage=emailProtection")

    def write(sender: str, recipient: str) -> Mail:
        head = mails.plain(sender, recipient).content.partition(b"\r\n\r\n")[0]
        signer = ("-signer", str(certificate), "-inkey", str(key))
        signed = _openssl("cms", "-sign", *signer, "-crlfeol", given=TEXT.encode())
        return Mail("smime", head + b"\r\n" + signed.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))

    def verify(content: bytes) -> None:
        _openssl("cms", "-verify", "-CAfile", str(certificate), "-purpose", "any", given=content)

    return write, verify


@pytest.fixture
def pgp(tmp_path: Path) -> Iterator[tuple[Write, Verify]]:
    """RFC 3156, by GnuPG and a key made for the test."""
    gpg = ("gpg", "--homedir", str(tmp_path), "--batch", "--no-tty")
    _run(*gpg, "--passphrase", "", "--quick-generate-key", "hanako@out.example", "ed25519", "sign")
    written: dict[str, bytes] = {}

    def write(sender: str, recipient: str) -> Mail:
        head = mails.plain(sender, recipient).content.partition(b"\r\n\r\n")[0]
        part = TEXT.encode().replace(b"\n", b"\r\n")
        signature = _run(*gpg, "--armor", "--detach-sign", given=part).replace(b"\n", b"\r\n")
        written["signature"] = signature
        kind = b'multipart/signed; micalg=pgp-sha512; protocol="application/pgp-signature"; boundary=pgp'
        head += b"\r\nMIME-Version: 1.0\r\nContent-Type: " + kind
        ends = b"\r\n--pgp\r\nContent-Type: application/pgp-signature\r\n\r\n" + signature + b"--pgp--\r\n"
        return Mail("pgp", head + b"\r\n\r\n--pgp\r\n" + part + ends)

    def verify(content: bytes) -> None:
        part = content.split(b"--pgp\r\n")[1].removesuffix(b"\r\n")
        signature = tmp_path / "signature.asc"
        signature.write_bytes(written["signature"])
        assert written["signature"] in content
        _run(*gpg, "--verify", str(signature), "-", given=part)

    yield write, verify
    _run("gpgconf", "--homedir", str(tmp_path), "--kill", "gpg-agent")


@pytest.fixture
def dkim() -> tuple[Write, Verify]:
    signer = Signer("out.example")

    def verify(content: bytes) -> None:
        assert signer.verifies(content)

    return lambda sender, recipient: signer.sign(mails.signed_multipart(sender, recipient)), verify


@pytest.mark.parametrize("kind", ["smime", "pgp", "dkim"])
@pytest.mark.parametrize("direction", ["in", "out"])
def test_case_096_a_signature_holds(
    programs: MailPrograms,
    suzuki: Person,
    outside: Sink,
    request: pytest.FixtureRequest,
    kind: str,
    direction: str,
) -> None:
    write, verify = request.getfixturevalue(kind)
    if direction == "in":
        mail = write(OUTSIDER, suzuki.address)
        programs.deliver(mail, OUTSIDER, suzuki.address)
        arrived = programs.wait_for(suzuki, mail)
    else:
        mail = write(suzuki.address, OUTSIDER)
        programs.send(mail, suzuki, OUTSIDER)
        arrived = outside.wait_for(mail.message_id)[0].content
    assert arrived.partition(b"\r\n\r\n")[2] == mail.content.partition(b"\r\n\r\n")[2]
    verify(arrived)
    with pytest.raises((subprocess.CalledProcessError, AssertionError)):
        verify(arrived.replace("見積".encode(), "請求".encode()).replace(b"soft=", b"hard="))


def _openssl(*words: str, given: bytes = b"") -> bytes:
    return _run("openssl", *words, given=given)


def _run(*command: str, given: bytes = b"") -> bytes:
    return subprocess.run(command, input=given, capture_output=True, check=True, timeout=60).stdout

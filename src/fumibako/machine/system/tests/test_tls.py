"""A certificate that an operator puts in place is checked, and what is wrong is said in words (E6)."""

import ssl
import subprocess
from pathlib import Path

import pytest

from fumibako.machine.system.tls import (
    CIPHERS,
    BadCertificate,
    check_pair,
    first_certificate,
    make_certificate,
    read_certificate,
)

pytestmark = pytest.mark.feature("E6")


def openssl(*words: str) -> None:
    subprocess.run(("openssl", *words), check=True, capture_output=True)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    make_certificate(tmp_path, "mail.sample.example")
    return tmp_path


def test_our_own_pair_is_a_pair_for_our_name(directory: Path) -> None:
    check_pair(directory)
    der = first_certificate(directory / "certificate.pem")
    assert read_certificate(der, "mail.sample.example").is_for_host
    assert not read_certificate(der, "other.example").is_for_host


@pytest.mark.parametrize("kind", ["rsa:2048", "ec"])
def test_a_certificate_of_another_key_is_refused(directory: Path, kind: str) -> None:
    """Trial 17: no TLS anywhere, and everything said "ok"."""
    curve = ("-pkeyopt", "ec_paramgen_curve:prime256v1") if kind == "ec" else ()
    new = ("req", "-x509", "-newkey", kind, *curve, "-nodes", "-keyout", "/dev/null", "-days", "90")
    openssl(*new, "-subj", "/CN=mail.sample.example", "-out", str(directory / "certificate.pem"))
    with pytest.raises(BadCertificate, match="does not belong to"):
        check_pair(directory)


def test_a_key_with_a_password_is_refused(directory: Path) -> None:
    key, protected = directory / "key.pem", directory / "protected.pem"
    openssl("pkey", "-in", str(key), "-aes128", "-passout", "pass:secret", "-out", str(protected))
    protected.replace(key)
    with pytest.raises(BadCertificate, match="protected by a password"):
        check_pair(directory)


@pytest.mark.parametrize(
    ("name", "words"), [("certificate.pem", "no certificate in PEM"), ("key.pem", "cannot be read")]
)
def test_what_is_no_pem_file_is_refused(directory: Path, name: str, words: str) -> None:
    (directory / name).write_bytes(b"\x30\x82\x01\xff")
    with pytest.raises(BadCertificate, match=words):
        check_pair(directory)


@pytest.mark.parametrize("name", ["certificate.pem", "key.pem"])
def test_one_of_the_two_alone_is_refused_and_never_overwritten(directory: Path, name: str) -> None:
    (directory / name).unlink()
    make_certificate(directory, "mail.sample.example")
    with pytest.raises(BadCertificate, match=f"{name} is missing"):
        check_pair(directory)


def test_every_cipher_of_the_list_is_known_and_has_forward_secrecy_and_aead() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers(CIPHERS)
    ours = [cipher for cipher in context.get_ciphers() if cipher["protocol"] == "TLSv1.2"]
    assert {cipher["name"] for cipher in ours} == set(CIPHERS.split(":"))
    assert all(cipher["aead"] and cipher["kea"] in ("kx-ecdhe", "kx-dhe") for cipher in ours)

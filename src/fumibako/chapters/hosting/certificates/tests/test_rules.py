"""What a certificate must be like before it is installed (D11)."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from fumibako.chapters.hosting.certificates import errors
from fumibako.chapters.hosting.certificates.rules import (
    MAX_BYTES,
    Upload,
    check_chain,
    check_dates,
    check_key,
    check_names,
    check_strength,
    check_subject,
    read_pkcs12,
    read_upload,
)
from fumibako.machine.formats import certificates
from fumibako.machine.formats.certificates import KeyKind
from fumibako.machine.system import pkcs12
from tests.authority import root

pytestmark = pytest.mark.feature("D11")
HOST = "ours.example"
NAMES = (HOST, f"www.{HOST}")
ROOT = root()
BETWEEN = ROOT.issue("Between", is_authority=True)
SITE = BETWEEN.issue(*NAMES)
CHAIN = BETWEEN.pem + ROOT.pem


def test_a_certificate_with_key_and_chain_is_read_wherever_its_parts_stand() -> None:
    apart = read_upload(SITE.pem, CHAIN, SITE.key)
    together = read_upload(f"Subject: ours\r\n{SITE.key}\n{SITE.pem}{CHAIN}".replace("\n", "\r\n"))
    assert apart == together
    assert [each.subject for each in apart.chain] == [HOST, "Between", "Test Root"]
    check_chain(apart.chain)
    check_key(apart, ())
    check_strength(apart.own)
    check_dates(apart.own, datetime.now(UTC))
    assert check_names(apart.own, NAMES) == NAMES


def test_case_022_the_key_of_another_certificate_is_refused() -> None:
    other = BETWEEN.issue(*NAMES)
    with pytest.raises(errors.WrongKey):
        check_key(read_upload(SITE.pem, CHAIN, other.key), {certificates.key_name(SITE.key)})
    with pytest.raises(errors.WrongKey):
        check_key(read_upload(SITE.pem), {certificates.key_name(other.key)})
    check_key(read_upload(SITE.pem), {certificates.key_name(SITE.key)})


def test_case_022_a_chain_in_the_wrong_order_or_with_a_gap_is_refused() -> None:
    for wrong in (ROOT.pem + BETWEEN.pem + SITE.pem, SITE.pem + ROOT.pem, SITE.pem + ROOT.pem + BETWEEN.pem):
        with pytest.raises(errors.WrongOrder):
            check_chain(read_upload(wrong).chain)
    for short in (SITE.pem, SITE.pem + BETWEEN.pem):
        with pytest.raises(errors.MissingIntermediate):
            check_chain(read_upload(short).chain)


def test_case_022_expired_early_and_foreign_certificates_are_refused() -> None:
    now = datetime.now(UTC)
    with pytest.raises(errors.CertificateExpired):
        check_dates(read_upload(ROOT.issue(HOST, days=(-90, -1)).pem).own, now)
    with pytest.raises(errors.CertificateNotYet):
        check_dates(read_upload(ROOT.issue(HOST, days=(1, 90)).pem).own, now)
    with pytest.raises(errors.WrongNames) as refused:
        check_names(read_upload(ROOT.issue("*.other.example").pem).own, NAMES)
    assert refused.value.values == {"names": "*.other.example", "host": HOST}


def test_a_wildcard_stands_for_one_label_only() -> None:
    own = read_upload(ROOT.issue("*.ours.example").pem).own
    assert check_names(own, (HOST, "www.ours.example", "a.b.ours.example")) == ("www.ours.example",)


@pytest.mark.parametrize(
    ("certificate", "key", "refusal"),
    [
        ("", "", errors.NoCertificate),
        ("hello", "", errors.NoCertificate),
        (SITE.key, "", errors.NoCertificate),
        ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "", errors.UnreadableCertificate),
        (SITE.pem.replace("M", "N", 1), "", errors.UnreadableCertificate),
        (SITE.pem * 11, "", errors.CertificateTooLarge),
        ("x" * (MAX_BYTES + 1), "", errors.CertificateTooLarge),
        (SITE.pem, SITE.key + ROOT.key, errors.TwoKeys),
        (SITE.pem, "my key", errors.UnreadableKey),
        (SITE.pem, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", errors.UnreadableKey),
        (SITE.pem, SITE.encrypted_key("secret"), errors.KeyIsEncrypted),
        (
            SITE.pem,
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----",
            errors.KeyIsEncrypted,
        ),
    ],
)
def test_case_022_what_is_no_certificate_or_no_key_is_refused_in_words(
    certificate: str, key: str, refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        read_upload(certificate, "", key)


def test_case_022_a_pkcs12_file_opens_with_its_password_in_its_right_order_and_within_seconds() -> None:
    upload = read_pkcs12(SITE.pkcs12("himitsu", ROOT, BETWEEN), "himitsu")
    assert upload == read_upload(SITE.pem, CHAIN, SITE.key)
    for content, password in ((SITE.pkcs12("himitsu"), "other"), (b"nothing", "himitsu"), (b"", "")):
        with pytest.raises(errors.NotPkcs12):
            read_pkcs12(content, password)
    with pytest.raises(errors.CertificateTooLarge):
        read_pkcs12(b"x" * (MAX_BYTES + 1), "himitsu")


def test_case_022_a_pkcs12_file_that_asks_for_endless_work_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    command = ("openssl", "pkcs12", "-export", "-passout", "pass:himitsu", "-nomac", "-iter", "100000")
    content = f"{SITE.key}{SITE.pem}".encode()
    quick = subprocess.run(command, input=content, capture_output=True, check=True).stdout
    assert read_pkcs12(quick, "himitsu").own.subject == HOST
    hundred_thousand, eight_million = b"\x02\x03\x01\x86\xa0", b"\x02\x03\x7f\xff\xff"
    assert hundred_thousand in quick
    monkeypatch.setattr(pkcs12, "MAX_SECONDS", 0.3)
    with pytest.raises(errors.NotPkcs12):
        read_pkcs12(quick.replace(hundred_thousand, eight_million), "himitsu")


def test_a_signing_request_has_the_names_and_what_was_typed() -> None:
    key = certificates.make_key(KeyKind.EC)
    subject = check_subject({"organization": "Example K.K.", "country": "JP", "state": "", "locality": " Chiyoda-ku "})
    request = certificates.signing_request(key, NAMES, subject)
    told = subprocess.run(("openssl", "req", "-noout", "-text", "-verify"), input=request.encode(), capture_output=True)
    text = told.stdout.decode()
    assert "DNS:ours.example, DNS:www.ours.example" in text
    assert "C = JP, L = Chiyoda-ku, O = Example K.K., CN = ours.example" in text
    answer = read_upload(ROOT.issue(*NAMES, request=request).pem, ROOT.pem)
    check_key(answer, {certificates.key_name(key)})


@pytest.mark.parametrize(
    ("part", "text", "refusal"),
    [
        ("organization", "a" * 65, errors.BadSubject),
        ("locality", "a\nb", errors.BadSubject),
        ("organization", "a\0", errors.BadSubject),
        ("country", "Japan", errors.BadCountry),
        ("country", "jp", errors.BadCountry),
    ],
)
def test_case_021_what_a_signing_request_cannot_carry_is_refused(
    part: str, text: str, refusal: type[errors.Refused]
) -> None:
    with pytest.raises(refusal):
        check_subject({part: text})


@pytest.mark.parametrize(
    "text", ["a/CN=victim.example", "a, CN=victim.example", "a+CN=victim.example", "株式会社見本", '"\\#=']
)
def test_case_021_what_somebody_is_called_stays_one_part_of_a_signing_request(text: str) -> None:
    subject = check_subject({"organization": text, "country": "JP"})
    made = certificates.signing_request(certificates.make_key(KeyKind.EC), NAMES, subject)
    read = x509.load_pem_x509_csr(made.encode())
    parts = [(part.oid, part.value) for part in read.subject]
    named = (NameOID.COUNTRY_NAME, NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME)
    assert parts == list(zip(named, ("JP", text, HOST), strict=True))
    names = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert tuple(names.get_values_for_type(x509.DNSName)) == NAMES


def test_a_weak_key_is_refused() -> None:
    made = subprocess.run(
        ("openssl", "req", "-x509", "-newkey", "rsa:1024", "-nodes", "-keyout", "/dev/null", "-subj", f"/CN={HOST}"),
        capture_output=True,
    )
    with pytest.raises(errors.WeakCertificate):
        check_strength(read_upload(made.stdout.decode()).own)


def test_a_signature_that_nginx_refuses_is_refused_at_the_door(tmp_path: Path) -> None:
    """nginx would start for nobody's site; the signature of a root is looked at by nobody."""

    def signed(name: str, digest: str, *issuer: str) -> str:
        key, pem = tmp_path / f"{name}.key", tmp_path / f"{name}.pem"
        request = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}", f"-{digest}")
        subprocess.run((*request, "-keyout", key, "-out", pem, *issuer), check=True, capture_output=True)
        return pem.read_text()

    old = signed("Old", "sha1")
    by_old = ("-CA", str(tmp_path / "Old.pem"), "-CAkey", str(tmp_path / "Old.key"))
    leaf, good = signed(HOST, "sha1", *by_old), signed("Good", "sha256", *by_old)
    with pytest.raises(errors.WeakCertificate):
        check_strength(read_upload(leaf).own)
    check_strength(read_upload(good).own)
    check_chain(read_upload(good, old).chain)
    weak = signed("Between", "sha1", *by_old)
    by_weak = ("-CA", str(tmp_path / "Between.pem"), "-CAkey", str(tmp_path / "Between.key"))
    with pytest.raises(errors.WeakCertificate):
        check_chain(read_upload(signed(HOST, "sha256", *by_weak), weak + old).chain)


def test_a_key_too_large_to_check_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(certificates, "read_key", asked.append)
    large = f"-----BEGIN PRIVATE KEY-----\n{'A' * (8 << 10)}\n-----END PRIVATE KEY-----\n"
    with pytest.raises(errors.UnreadableKey):
        read_upload(SITE.pem, CHAIN, large)
    assert not asked


def test_an_upload_is_written_with_its_own_certificate_first() -> None:
    upload = read_upload(SITE.pem, CHAIN)
    assert Upload(upload.chain).pem == SITE.pem + CHAIN

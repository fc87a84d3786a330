"""Certificates, private keys and signing requests of web servers, in their text form (RFC 7468) and as values.

What people paste is sorted by its labels; everything that is asked of a certificate (RFC 5280) is answered here, so
that nobody else handles the library's objects. Who reads a foreign key bounds its size first.
"""

import contextlib
import hashlib
import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes
from cryptography.x509 import verification
from cryptography.x509.oid import ExtensionOID, NameOID

PUBLIC_ROOTS = Path("/etc/ssl/certs/ca-certificates.crt")
MIN_RSA_BITS = 2048
_CURVES = ("secp256r1", "secp384r1")
_BROKEN = (hashes.MD5, hashes.SHA1)  # of a root, signed by itself, nobody looks at the signature
_BLOCK = re.compile(r"-----BEGIN (?P<label>[A-Z0-9 ]+)-----(?P<inside>.*?)-----END (?P=label)-----", re.DOTALL)
_KEYS = ("PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY")
_SUBJECT = (
    ("country", NameOID.COUNTRY_NAME),
    ("state", NameOID.STATE_OR_PROVINCE_NAME),
    ("locality", NameOID.LOCALITY_NAME),
    ("organization", NameOID.ORGANIZATION_NAME),
)


class NotReadable(ValueError):
    """Not a certificate or key in PEM form."""


class KeyIsEncrypted(NotReadable):
    """A private key that only a password opens."""


class KeyKind(StrEnum):
    EC = "ec"
    RSA = "rsa"


@dataclass(frozen=True)
class Pasted:
    """What was found in a text, in its order."""

    certificates: tuple[str, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Certificate:
    """key: the name of its key, as `key_name` gives it. is_strong: whether today's browsers, and OpenSSL, take a key
    and a signature like that.
    subject, issuer: for people. is_self_signed: it ends a chain."""

    pem: str
    names: tuple[str, ...]
    subject: str
    issuer: str
    starts_at: datetime
    expires_at: datetime
    key: str
    is_strong: bool
    is_self_signed: bool

    def covers(self, name: str) -> bool:
        """RFC 6125 section 6.4.3: a wildcard stands for one label."""
        return name in self.names or f"*.{name.partition('.')[2]}" in self.names


def pasted(text: str) -> Pasted:
    """Raises KeyIsEncrypted."""
    certificates, keys = [], []
    for block in _BLOCK.finditer(text.replace("\r\n", "\n").replace("\r", "\n")):
        if block["label"] == "ENCRYPTED PRIVATE KEY" or "ENCRYPTED" in block["inside"]:
            raise KeyIsEncrypted
        if block["label"] == "CERTIFICATE":
            certificates.append(block[0])
        elif block["label"] in _KEYS:
            keys.append(block[0])
    return Pasted(tuple(certificates), tuple(keys))


def read_certificate(pem: str) -> Certificate:
    """Raises NotReadable."""
    try:
        there = x509.load_pem_x509_certificate(pem.encode())
        names = _names(there)
        public = there.public_key()
        der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        is_well_signed = there.subject == there.issuer or not isinstance(there.signature_hash_algorithm, _BROKEN)
    except (ValueError, UnsupportedAlgorithm, x509.InvalidVersion, x509.DuplicateExtension) as error:
        raise NotReadable("not a certificate") from error
    has_strong_key = (isinstance(public, rsa.RSAPublicKey) and public.key_size >= MIN_RSA_BITS) or (
        isinstance(public, ec.EllipticCurvePublicKey) and public.curve.name in _CURVES
    )
    return Certificate(
        pem=there.public_bytes(serialization.Encoding.PEM).decode(),
        names=names,
        subject=_shown(there.subject),
        issuer=_shown(there.issuer),
        starts_at=there.not_valid_before_utc,
        expires_at=there.not_valid_after_utc,
        key=hashlib.sha256(der).hexdigest(),
        is_strong=has_strong_key and is_well_signed,
        is_self_signed=there.subject == there.issuer,
    )


def is_issued_by(certificate: Certificate, issuer: Certificate) -> bool:
    """Whether issuer's key signed the certificate, and its name stands there."""
    try:
        _loaded(certificate).verify_directly_issued_by(_loaded(issuer))
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def is_issued_by_root(certificate: Certificate) -> bool:
    """Whether one of the roots that this machine trusts signed it."""
    there = _loaded(certificate)
    for root in _roots().get(there.issuer.public_bytes(), ()):
        try:
            there.verify_directly_issued_by(root)
        except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
            continue
        return True
    return False


def is_trusted(chain: Sequence[Certificate], name: str, now: datetime) -> bool:
    """Whether a browser trusts it for that name: the chain leads to a public root by the rules of the web's PKI."""
    roots = [root for several in _roots().values() for root in several]
    if not roots:
        return False
    builder = verification.PolicyBuilder().store(verification.Store(roots)).time(now)
    try:
        verifier = builder.build_server_verifier(x509.DNSName(name))
        verifier.verify(_loaded(chain[0]), [_loaded(each) for each in chain[1:]])
    except (verification.VerificationError, ValueError):
        return False
    return True


def make_key(kind: KeyKind) -> str:
    """A new private key (PKCS #8)."""
    if kind is KeyKind.EC:
        return _written(ec.generate_private_key(ec.SECP256R1()))
    return _written(rsa.generate_private_key(65537, MIN_RSA_BITS))


def read_key(pem: str) -> str:
    """A private key in one form (PKCS #8). Raises NotReadable, KeyIsEncrypted."""
    return _written(_key(pem))


def key_name(pem: str) -> str:
    """SHA-256 of its public key: a certificate for it has the same. Raises NotReadable, KeyIsEncrypted."""
    public = _key(pem).public_key()
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).hexdigest()


def signing_request(key: str, names: Sequence[str], subject: Mapping[str, str]) -> str:
    """A PKCS #10 request (RFC 2986) for these names, the first as common name. subject: by the names in _SUBJECT; empty
    ones are left out. Raises ValueError for values that a certificate cannot carry."""
    parts = [x509.NameAttribute(oid, subject[part]) for part, oid in _SUBJECT if subject.get(part)]
    parts += [x509.NameAttribute(NameOID.COMMON_NAME, names[0])] if len(names[0]) <= 64 else []
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name(parts))
    alternative = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
    signed = builder.add_extension(alternative, critical=False).sign(_key(key), hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.PEM).decode()


def _key(pem: str) -> CertificateIssuerPrivateKeyTypes:
    try:
        key = serialization.load_pem_private_key(pem.encode(), password=None)
    except TypeError as error:
        raise KeyIsEncrypted from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise NotReadable("not a private key") from error
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise NotReadable("not a private key of RSA or EC")
    return key


def _written(key: CertificateIssuerPrivateKeyTypes) -> str:
    kinds = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(*kinds).decode()


def _loaded(certificate: Certificate) -> x509.Certificate:
    return x509.load_pem_x509_certificate(certificate.pem.encode())


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        there = certificate.extensions.get_extension_for_oid(ExtensionOID.SUBJECT_ALTERNATIVE_NAME).value
    except x509.ExtensionNotFound:
        return ()
    if not isinstance(there, x509.SubjectAlternativeName):
        return ()
    return tuple(name.lower() for name in there.get_values_for_type(x509.DNSName))


def _shown(name: x509.Name) -> str:
    """What people call it: organisation and common name."""
    parts = [
        str(attribute.value)
        for oid in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME)
        for attribute in name.get_attributes_for_oid(oid)[:1]
    ]
    shown = ", ".join(dict.fromkeys(parts)) or name.rfc4514_string()
    return "".join(each if each.isprintable() else "\ufffd" for each in shown)[:200]


@cache
def _roots() -> Mapping[bytes, tuple[x509.Certificate, ...]]:
    """The roots that this machine trusts, by their names."""
    found: dict[bytes, tuple[x509.Certificate, ...]] = {}
    blocks = _BLOCK.finditer(PUBLIC_ROOTS.read_text(errors="replace") if PUBLIC_ROOTS.exists() else "")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some old roots have serial numbers that RFC 5280 forbids
        for block in blocks:
            with contextlib.suppress(ValueError):
                root = x509.load_pem_x509_certificate(block[0].encode())
                name = root.subject.public_bytes()
                found[name] = (*found.get(name, ()), root)
    return found

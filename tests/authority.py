"""A certificate authority for tests: roots, intermediates and certificates of any kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

Key = ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Issued:
    """A certificate with its key; as PEM."""

    certificate: x509.Certificate
    private: Key

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    @property
    def key(self) -> str:
        kinds = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        return self.private.private_bytes(*kinds).decode()

    def encrypted_key(self, password: str) -> str:
        locked = serialization.BestAvailableEncryption(password.encode())
        return self.private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked
        ).decode()

    def pkcs12(self, password: str, *others: "Issued") -> bytes:
        locked = serialization.BestAvailableEncryption(password.encode())
        chain = [each.certificate for each in others]
        return pkcs12.serialize_key_and_certificates(b"site", self.private, self.certificate, chain, locked)

    def issue(
        self,
        *names: str,
        days: tuple[int, int] = (-1, 90),
        request: str = "",
        is_authority: bool = False,
    ) -> "Issued":
        """By this authority. days: from and until, from now. request: a signing request, whose key it then has."""
        private = ec.generate_private_key(ec.SECP256R1())
        public = x509.load_pem_x509_csr(request.encode()).public_key() if request else private.public_key()
        signed = _built(names, public, self.certificate.subject, days, is_authority=is_authority)
        return Issued(signed.sign(self.private, hashes.SHA256()), private)


def root(name: str = "Test Root") -> Issued:
    private = ec.generate_private_key(ec.SECP256R1())
    built = _built((name,), private.public_key(), _called(name), (-1, 3650), is_authority=True)
    return Issued(built.sign(private, hashes.SHA256()), private)


def _built(
    names: Sequence[str],
    public: CertificatePublicKeyTypes,
    issuer: x509.Name,
    days: tuple[int, int],
    *,
    is_authority: bool,
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(_called(names[0]))
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    )
    if is_authority:
        return builder
    return builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)


def _called(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])

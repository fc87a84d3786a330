"""A certificate that its customer brought, and that ends in a few days."""

from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils import timezone

from fumibako.chapters.demo.filling.companies import UMIKAZE
from fumibako.chapters.demo.filling.made import Made
from fumibako.chapters.hosting.certificates.queries import row_of
from fumibako.chapters.hosting.certificates.rules import read_upload
from fumibako.chapters.hosting.certificates.services import install_certificate
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.tenancy.models import Domain

LEFT, AGE = timedelta(days=12), timedelta(days=353)


def certificate_that_ends(made: Made) -> None:
    site = Domain.objects.get(name=UMIKAZE).site
    if row_of(site, UMIKAZE) is None:
        install_certificate(actor=SYSTEM, site=site, host=UMIKAZE, upload=read_upload(*_pair(UMIKAZE)))


def _pair(domain: str) -> tuple[str, str, str]:
    """Signed by itself; without a chain, and its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), timezone.now()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, domain)])
    names = x509.SubjectAlternativeName([x509.DNSName(domain), x509.DNSName(f"www.{domain}")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - AGE)
        .not_valid_after(now + LEFT)
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    form, key_form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    written = key.private_bytes(form, key_form, serialization.NoEncryption())
    return made.public_bytes(form).decode(), "", written.decode()

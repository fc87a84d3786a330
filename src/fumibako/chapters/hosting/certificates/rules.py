"""What a certificate must be like before it is installed, rule by rule (D11)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.utils import timezone
from django.utils.formats import date_format

from fumibako.chapters.hosting.certificates import errors
from fumibako.machine.formats import certificates
from fumibako.machine.formats.certificates import Certificate, KeyKind, NotReadable
from fumibako.machine.system import pkcs12
from fumibako.machine.system.run import CommandFailed

MAX_BYTES = 64 << 10
MAX_KEY = 7 << 10  # RSA of 8192 bits: what is larger takes a minute to check
MAX_CHAIN = 10
MAX_SUBJECT = 64
SHOWN_NAMES = 5
SHOWN_BYTES = 80
SUBJECT = ("organization", "locality", "state", "country")


@dataclass(frozen=True)
class Upload:
    """chain: the site's own certificate first. key: the private key that came with it, "" for none."""

    chain: tuple[Certificate, ...]
    key: str = ""

    @property
    def own(self) -> Certificate:
        return self.chain[0]

    @property
    def pem(self) -> str:
        return "".join(each.pem for each in self.chain)


def read_upload(certificate: str, chain: str = "", key: str = "") -> Upload:
    """What was pasted, wherever it stands. Raises CertificateTooLarge, NoCertificate, UnreadableCertificate, TwoKeys,
    UnreadableKey, KeyIsEncrypted."""
    text = "\n".join((certificate, chain, key))
    if len(text) > MAX_BYTES:
        raise errors.CertificateTooLarge(most=MAX_BYTES >> 10)
    try:
        found = certificates.pasted(text)
    except certificates.KeyIsEncrypted as error:
        raise errors.KeyIsEncrypted from error
    if not certificates.pasted(certificate).certificates:
        raise errors.NoCertificate
    if len(found.certificates) > MAX_CHAIN:
        raise errors.CertificateTooLarge(most=MAX_BYTES >> 10)
    try:
        read = tuple(dict.fromkeys(map(certificates.read_certificate, found.certificates)))
    except NotReadable as error:
        raise errors.UnreadableCertificate from error
    return Upload(read, _read_key(found.keys, is_wanted=bool(key.strip())))


def read_pkcs12(content: bytes, password: str) -> Upload:
    """Its certificates in their right order, and its key. Raises NotPkcs12, and what read_upload raises."""
    if len(content) > MAX_BYTES:
        raise errors.CertificateTooLarge(most=MAX_BYTES >> 10)
    try:
        upload = read_upload(pkcs12.unpacked(content, password))
    except CommandFailed as error:
        raise errors.NotPkcs12 from error
    if not upload.key:
        raise errors.UnreadableKey
    return Upload(_in_order(upload.chain, certificates.key_name(upload.key)), upload.key)


def check_names(own: Certificate, names: Sequence[str]) -> tuple[str, ...]:
    """Return those of the host's names that it is for. Raises WrongNames where it is for none."""
    covered = tuple(name for name in names if own.covers(name))
    if not covered:
        shown = ", ".join(own.names[:SHOWN_NAMES]) or own.subject
        raise errors.WrongNames(names=shown, host=names[0])
    return covered


def check_chosen(chosen: Collection[str], names: Sequence[str]) -> tuple[str, ...]:
    """The names that a free certificate shall be for. Raises NoNameChosen, NotItsName."""
    if others := sorted(set(chosen) - set(names)):
        raise errors.NotItsName(name=others[0][:SHOWN_BYTES], host=names[0])
    if not chosen:
        raise errors.NoNameChosen
    return tuple(name for name in names if name in chosen)


def check_kind(text: str) -> KeyKind:
    """Raises UnknownKeyKind."""
    try:
        return KeyKind(text)
    except ValueError as error:
        raise errors.UnknownKeyKind from error


def check_dates(own: Certificate, now: datetime) -> None:
    """Raises CertificateExpired, CertificateNotYet."""
    if own.expires_at <= now:
        raise errors.CertificateExpired(day=_day(own.expires_at))
    if own.starts_at > now:
        raise errors.CertificateNotYet(day=_day(own.starts_at))


def check_strength(own: Certificate) -> None:
    """Raises WeakCertificate."""
    if not own.is_strong:
        raise errors.WeakCertificate


def check_key(upload: Upload, known: Collection[str]) -> None:
    """known: the names of the keys that are kept for this host. Raises WrongKey."""
    names = {certificates.key_name(upload.key)} if upload.key else set(known)
    if upload.own.key not in names:
        raise errors.WrongKey


def check_chain(chain: Sequence[Certificate]) -> None:
    """Whether each is issued by the next, up to one that is known here or signed by itself. Raises WrongOrder,
    MissingIntermediate, WeakCertificate."""
    if not all(each.is_strong for each in chain[1:]):
        raise errors.WeakCertificate
    for certificate, issuer in pairwise(chain):
        if not certificates.is_issued_by(certificate, issuer):
            raise errors.WrongOrder(subject=issuer.subject)
    last = chain[-1]
    if not last.is_self_signed and not certificates.is_issued_by_root(last):
        raise errors.MissingIntermediate(issuer=last.issuer)


def check_subject(subject: Mapping[str, str]) -> dict[str, str]:
    """What stands in a signing request besides the names; empty parts are left out. Raises BadSubject, BadCountry."""
    for part, text in subject.items():
        check_subject_part(part, text)
    return {part: text.strip() for part, text in subject.items() if part in SUBJECT and text.strip()}


def check_subject_part(part: str, text: str) -> None:
    """Raises BadSubject, BadCountry."""
    if len(text) > MAX_SUBJECT or not text.isprintable():
        raise errors.BadSubject(part, most=MAX_SUBJECT)
    if part == "country" and text and not (len(text) == 2 and text.isascii() and text.isalpha() and text.isupper()):
        raise errors.BadCountry


def _in_order(found: Sequence[Certificate], key: str) -> tuple[Certificate, ...]:
    """The certificate of the key, then each one's issuer; others are left out."""
    chain = [each for each in found if each.key == key][:1] or list(found[:1])
    while not chain[-1].is_self_signed:
        issuers = (each for each in found if each not in chain and certificates.is_issued_by(chain[-1], each))
        issuer = next(issuers, None)
        if issuer is None:
            break
        chain.append(issuer)
    return tuple(chain)


def _read_key(keys: Sequence[str], *, is_wanted: bool) -> str:
    if len(keys) > 1:
        raise errors.TwoKeys
    if not keys:
        if is_wanted:
            raise errors.UnreadableKey
        return ""
    if len(keys[0]) > MAX_KEY:
        raise errors.UnreadableKey
    try:
        return certificates.read_key(keys[0])
    except certificates.KeyIsEncrypted as error:
        raise errors.KeyIsEncrypted from error
    except NotReadable as error:
        raise errors.UnreadableKey from error


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT")

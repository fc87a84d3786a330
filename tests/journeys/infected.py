"""Mails that carry something that every virus scanner finds: ClamAV's own test files and EICAR in disguise."""

import base64
import binascii
import bz2
import email.policy
import gzip
import io
import quopri
import tarfile
import zipfile
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path

from tests.journeys.mails import Mail

TEST_FILES = Path("/usr/share/clamav-testfiles")  # of the Debian package
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def _attached(content: bytes, name: str, kind: str = "application/octet-stream") -> EmailMessage:
    message = EmailMessage(policy=email.policy.SMTP)
    message.set_content("請求書をお送りします。\n")
    message.add_attachment(content, *kind.split("/"), filename=name)
    return message


def _raw(head: str, body: bytes) -> EmailMessage:
    """A mail whose own body is the virus, encoded as its head says."""
    octets = b"MIME-Version: 1.0\r\n" + head.encode() + b"\r\n\r\n" + body.replace(b"\n", b"\r\n")
    message = email.message_from_bytes(octets, policy=email.policy.SMTP)
    assert isinstance(message, EmailMessage)
    return message


def _zipped(content: bytes, times: int = 1) -> bytes:
    for _ in range(times):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("bill.com", content)
        content = buffer.getvalue()
    return content


def _tarred(content: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        member = tarfile.TarInfo("bill.com")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def _uuencoded(content: bytes) -> bytes:
    lines = [binascii.b2a_uu(content[start : start + 45]) for start in range(0, len(content), 45)]
    return b"begin 644 bill.com\n" + b"".join(lines) + b"`\nend\n"


def disguises() -> dict[str, EmailMessage]:
    inner = _attached(EICAR, "bill.com")
    nested = EmailMessage(policy=email.policy.SMTP)
    nested.set_content("転送します。\n")
    nested.add_attachment(inner)
    return {
        "plain text": _raw("Content-Type: text/plain", EICAR + b"\n"),
        "attachment": inner,
        "quoted-printable": _raw(
            "Content-Type: application/x-bill; name=bill.com\r\nContent-Transfer-Encoding: quoted-printable",
            quopri.encodestring(EICAR, quotetabs=True) + b"\n",
        ),
        "uuencode": _raw("Content-Type: text/plain", b"The bill:\n\n" + _uuencoded(EICAR)),
        "picture by name and type": _attached(EICAR, "photo.png", "image/png"),
        "zip": _attached(_zipped(EICAR), "bill.zip"),
        "zip in zip in zip": _attached(_zipped(EICAR, 3), "bill.zip"),
        "tar.gz": _attached(gzip.compress(_tarred(EICAR)), "bill.tar.gz"),
        "bz2": _attached(bz2.compress(EICAR), "bill.bz2"),
        "mail in a mail": nested,
        "no final boundary": _raw(
            'Content-Type: multipart/mixed; boundary="b b"',
            b"--b b\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(EICAR),
        ),
    }


def everything(sender: str, recipient: str) -> list[Mail]:
    """One mail for each test file and each disguise; the subject tells them apart."""
    messages = {path.name: _attached(path.read_bytes(), path.name) for path in sorted(TEST_FILES.iterdir())}
    return [addressed(message, sender, recipient, name) for name, message in (messages | disguises()).items()]


def addressed(message: EmailMessage, sender: str, recipient: str, name: str) -> Mail:
    domain = sender.partition("@")[2]
    fields = f"From: {sender}\r\nTo: {recipient}\r\nSubject: {name}\r\nMessage-ID: {make_msgid(domain=domain)}\r\n"
    return Mail(name, fields.encode() + bytes(message))

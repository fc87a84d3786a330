"""Our own test mails: one of each kind that people send, as the bytes their programs write.

Every mail is CRLF from the first line to the last, and its body is compared by hash after the
journey: what the box may add are header lines, nothing else.
"""

import base64
import email.utils
import hashlib
import random
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import dkim

JAPANESE = "㈱髙島様\r\n\r\n①いつもお世話になっております。\r\n②ﾒｰﾙのﾃｽﾄです。\r\n"
FILE_NAME = "御見積書①（株式会社髙橋商店・令和八年度分）最終版.pdf"


@dataclass(frozen=True)
class Mail:
    """kind: its name in test ids. content: headers and body, CRLF."""

    kind: str
    content: bytes

    @property
    def message_id(self) -> str:
        return header(self.content, b"Message-ID")

    @property
    def body_hash(self) -> str:
        return body_hash(self.content)


def header(content: bytes, name: bytes) -> str:
    """The first line of a header field, without its name; "" where there is none."""
    head = content.partition(b"\r\n\r\n")[0]
    for line in head.split(b"\r\n"):
        if line.lower().startswith(name.lower() + b":"):
            return line.partition(b":")[2].strip().decode("ascii", "replace")
    return ""


def headers(content: bytes, name: bytes) -> tuple[str, ...]:
    """All fields of that name, unfolded."""
    head = content.partition(b"\r\n\r\n")[0].replace(b"\r\n ", b" ").replace(b"\r\n\t", b" ")
    return tuple(
        line.partition(b":")[2].strip().decode("ascii", "replace")
        for line in head.split(b"\r\n")
        if line.lower().startswith(name.lower() + b":")
    )


def body_hash(content: bytes) -> str:
    """SHA-256 of everything behind the first empty line."""
    return hashlib.sha256(content.partition(b"\r\n\r\n")[2]).hexdigest()


@cache
def _jis_of() -> dict[str, bytes]:
    """Characters to JIS rows and cells as CP50221 counts them: JIS X 0208, then NEC's row 13, then
    NEC's selection of IBM's characters (rows 89 to 92). Shift_JIS is the same table folded."""
    table: dict[str, bytes] = {}
    for lead in [*range(0x81, 0xA0), *range(0xE0, 0xF0)]:
        for trail in [*range(0x40, 0x7F), *range(0x80, 0xFD)]:
            try:
                character = bytes((lead, trail)).decode("cp932")
            except UnicodeDecodeError:
                continue
            row = (lead - (0x71 if lead < 0xA0 else 0xB1)) * 2 + 1
            low = trail - (0x20 if trail > 0x7F else 0x1F)
            jis = bytes((row + 1, trail - 0x7E)) if trail >= 0x9F else bytes((row, low))
            table.setdefault(character, jis)
    return table


def cp50221(text: str) -> bytes:
    """ISO-2022-JP as Japanese Windows writes it: with ①, ㈱, 髙 and half-width kana."""
    written, mode = bytearray(), b"\x1b(B"
    for character in text:
        single = character.encode("cp932") if ord(character) < 0x80 or "｡" <= character <= "ﾟ" else b""
        if not single:
            wanted, octets = b"\x1b$B", _jis_of()[character]
        elif single[0] < 0x80:
            wanted, octets = b"\x1b(B", single
        else:
            wanted, octets = b"\x1b(I", bytes((single[0] & 0x7F,))
        if wanted != mode:
            written += wanted
            mode = wanted
        written += octets
    return bytes(written if mode == b"\x1b(B" else written + b"\x1b(B")


def _encoded_word(charset: str, octets: bytes) -> bytes:
    return b"=?%s?B?%s?=" % (charset.encode(), base64.b64encode(octets))


def _base64_lines(octets: bytes) -> bytes:
    return base64.encodebytes(octets).replace(b"\n", b"\r\n")


def _mail(kind: str, sender: str, recipient: str, subject: bytes, mime: bytes, body: bytes) -> Mail:
    head = (
        b"Date: %(date)s\r\nFrom: %(sender)s\r\nTo: %(recipient)s\r\nSubject: %(subject)s\r\n"
        b"Message-ID: %(id)s\r\n%(mime)s\r\n"
    ) % {
        b"date": email.utils.formatdate().encode(),
        b"sender": sender.encode(),
        b"recipient": recipient.encode(),
        b"subject": subject,
        b"id": email.utils.make_msgid(idstring=kind, domain=sender.partition("@")[2]).encode(),
        b"mime": mime,
    }
    return Mail(kind, head + body)


def _text(charset: str, encoding: str = "7bit", extra: str = "") -> bytes:
    return (
        f"MIME-Version: 1.0\r\nContent-Type: text/plain; charset={charset}{extra}\r\n"
        f"Content-Transfer-Encoding: {encoding}\r\n"
    ).encode()


def plain(sender: str, recipient: str) -> Mail:
    body = b"Hello,\r\n\r\n.a line with a dot\r\n..\r\n.\r\nFrom here on\r\n  trailing blanks  \r\n"
    return _mail("plain", sender, recipient, b"Plain", b"", body)


def titled(sender: str, recipient: str, subject: str) -> Mail:
    return _mail("titled", sender, recipient, _encoded_word("UTF-8", subject.encode()), b"", b"Hello\r\n")


def no_body(sender: str, recipient: str) -> Mail:
    return _mail("no_body", sender, recipient, b"Nothing to say", b"", b"")


def iso_2022_jp(sender: str, recipient: str) -> Mail:
    subject = _encoded_word("ISO-2022-JP", cp50221("㈱髙島様①"))
    return _mail("iso_2022_jp", sender, recipient, subject, _text("ISO-2022-JP"), cp50221(JAPANESE))


def shift_jis(sender: str, recipient: str) -> Mail:
    subject = _encoded_word("Shift_JIS", "㈱髙島様①".encode("cp932"))
    body = JAPANESE.encode("cp932")
    return _mail("shift_jis", sender, recipient, subject, _text("Shift_JIS", "8bit"), body)


def eight_bit(sender: str, recipient: str) -> Mail:
    subject = _encoded_word("UTF-8", "お知らせ".encode())
    return _mail("eight_bit", sender, recipient, subject, _text("UTF-8", "8bit"), JAPANESE.encode())


def format_flowed(sender: str, recipient: str) -> Mail:
    mime = _text("us-ascii", extra="; format=flowed; delsp=yes")
    body = b"> quoted, and \r\n> flowing on \r\n\r\n From indented \r\nlines \r\n-- \r\nsignature\r\n"
    return _mail("format_flowed", sender, recipient, b"Flowed", mime, body)


def long_lines(sender: str, recipient: str) -> Mail:
    """Longer than RFC 5321 section 4.5.3.1.6 allows, as machines write them."""
    body = b"x" * 998 + b"\r\n" + b"y" * 5_000 + b"\r\n" + b"z" * 2_048 + b"\r\n"
    return _mail("long_lines", sender, recipient, b"Report", _text("us-ascii"), body)


def multipart(sender: str, recipient: str) -> Mail:
    """Text and HTML beside an attachment, with a preamble and an epilogue that nobody shows."""
    inner = (
        b"--inner\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nSee the table.\r\n"
        b"--inner\r\nContent-Type: text/html; charset=us-ascii\r\n\r\n<p>See the <b>table</b>.</p>\r\n"
        b"--inner--\r\n"
    )
    body = (
        b"This is a message in MIME format.\r\n--outer\r\n"
        b"Content-Type: multipart/alternative; boundary=inner\r\n\r\n"
        + inner
        + b'--outer\r\nContent-Type: application/octet-stream; name="table.bin"\r\n'
        b'Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="table.bin"\r\n\r\n'
        + _base64_lines(_noise(4_000))
        + b"--outer--\r\nepilogue\r\n"
    )
    mime = b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=outer\r\n"
    return _mail("multipart", sender, recipient, b"Multipart", mime, body)


def rfc_2231(sender: str, recipient: str) -> Mail:
    """A Japanese file name in RFC 2231 continuations (section 4.1), its pieces out of order."""
    octets = FILE_NAME.encode()
    pieces = [octets[at : at + 24] for at in range(0, len(octets), 24)]
    written = [
        "filename*{}*={}{}".format(n, "utf-8'ja'" if n == 0 else "", "".join(f"%{o:02X}" for o in piece))
        for n, piece in enumerate(pieces)
    ]
    written[1], written[2] = written[2], written[1]
    body = (
        b"--part\r\nContent-Type: text/plain\r\n\r\nattached\r\n--part\r\nContent-Type: application/pdf\r\n"
        b"Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment;\r\n "
        + ";\r\n ".join(written).encode()
        + b"\r\n\r\n"
        + _base64_lines(b"%PDF-1.4\n" + _noise(2_000))
        + b"--part--\r\n"
    )
    mime = b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="part"\r\n'
    return _mail("rfc_2231", sender, recipient, b"Quotation", mime, body)


def twenty_megabytes(sender: str, recipient: str) -> Mail:
    body = (
        b"--big\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
        b"Content-Disposition: attachment; filename=big.bin\r\n\r\n"
        + _base64_lines(_noise(20_000_000 * 57 // 78))
        + b"--big--\r\n"
    )
    mime = b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=big\r\n"
    return _mail("twenty_megabytes", sender, recipient, b"20 MB", mime, body)


def signed_multipart(sender: str, recipient: str) -> Mail:
    """The shape of S/MIME (RFC 8551 section 3.5.3): one changed byte of the first part breaks it."""
    first = (
        b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        b"=E6=9B=B8=E9=A1=9E=20\r\nsoft=\r\nbreak =20\r\n"
    )
    body = (
        b"This is an S/MIME signed message\r\n\r\n--sig\r\n" + first + b"\r\n--sig\r\n"
        b'Content-Type: application/pkcs7-signature; name="smime.p7s"\r\n'
        b"Content-Transfer-Encoding: base64\r\n"
        b'Content-Disposition: attachment; filename="smime.p7s"\r\n\r\n' + _base64_lines(_noise(1_200)) + b"--sig--\r\n"
    )
    mime = (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/signed; protocol="application/pkcs7-signature";\r\n'
        b'\tmicalg=sha-256; boundary="sig"\r\n'
    )
    return _mail("signed_multipart", sender, recipient, b"Signed", mime, body)


KINDS: tuple[Callable[[str, str], Mail], ...] = (
    plain,
    no_body,
    iso_2022_jp,
    shift_jis,
    eight_bit,
    format_flowed,
    long_lines,
    multipart,
    rfc_2231,
    signed_multipart,
    twenty_megabytes,
)


def small(sender: str, recipient: str, number: int) -> Mail:
    """One of many: unique, so that no engine answers from its cache."""
    body = _base64_lines(random.Random(number).randbytes(300))
    return _mail(f"small{number}", sender, recipient, b"Number %d" % number, b"", body)


def of_size(sender: str, recipient: str, octets: int) -> Mail:
    """A mail of about that many bytes."""
    return _mail("of_size", sender, recipient, b"Heavy", b"", _base64_lines(_noise(octets * 57 // 78)))


def bounce(recipient: str) -> Mail:
    """What a server far away sends to the envelope sender (RFC 3464, shortened)."""
    body = (
        b"--dsn\r\nContent-Type: text/plain\r\n\r\nNo such user.\r\n--dsn\r\n"
        b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; elsewhere.example\r\n\r\n"
        b"Action: failed\r\nStatus: 5.1.1\r\n\r\n--dsn--\r\n"
    )
    mime = b"MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=dsn\r\n"
    return _mail("bounce", "MAILER-DAEMON@elsewhere.example", recipient, b"Undelivered", mime, body)


def gtube(sender: str, recipient: str) -> Mail:
    """The line that every SpamAssassin calls spam, put together here so that this file is not spam."""
    line = b"XJS*C4JDBQADN1.NSBN3*2IDNEN" + b"*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"
    return _mail("gtube", sender, recipient, b"Cheap", b"", line + b"\r\n")


def _noise(length: int) -> bytes:
    """Bytes that do not compress and are the same in every run."""
    return random.Random(length).randbytes(length)


class Signer:
    """A DKIM key (RFC 6376) of an outside domain, made for one test run."""

    def __init__(self, domain: str, selector: str = "s1") -> None:
        self.domain, self.selector = domain, selector
        self._private = _openssl("genrsa", "2048")
        public = _openssl("rsa", "-pubout", "-outform", "DER", given=self._private)
        self._record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)

    def sign(self, mail: Mail, *more: bytes) -> Mail:
        """Sign headers and body with simple canonicalisation: it forgives nothing. more: fields besides the usual."""
        signature = dkim.sign(
            mail.content,
            self.selector.encode(),
            self.domain.encode(),
            self._private,
            canonicalize=(b"simple", b"simple"),
            include_headers=[b"from", b"to", b"subject", b"date", b"message-id", *more],
        )
        return Mail(f"{mail.kind}_dkim", signature + mail.content)

    def verifies(self, content: bytes) -> bool:
        """Whether the signature still holds, with our key as the answer of the DNS."""
        return bool(dkim.verify(content, dnsfunc=lambda *_, **__: self._record))


def _openssl(*words: str, given: bytes = b"") -> bytes:
    return subprocess.run(("openssl", *words), input=given, capture_output=True, check=True).stdout

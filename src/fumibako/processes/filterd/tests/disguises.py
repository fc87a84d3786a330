"""Mails that hide a payload from one reader and show it to another (SECURITY 85 and 88). All of our own making.

Each entry is a function of the payload, so that the same disguises carry EICAR, which is found anywhere in a file, and
ClamAV's test program, which is found by the hash of the whole file only.
"""

import base64
import binascii
import bz2
import email.policy
import gzip
import lzma
import random
import zlib
from collections.abc import Callable
from email.message import EmailMessage

from .containers import docm, iso9660, pdf, tarred, tnef, zipped

Disguise = Callable[[bytes], bytes]
OUTSIDER = "hanako@out.example"
SUZUKI = "suzuki@example.jp"
HEAD = b"From: hanako@out.example\r\nTo: suzuki@example.jp\r\nSubject: x\r\n"
VERSION = b"MIME-Version: 1.0\r\n"
BINARY = b"Content-Type: application/octet-stream; name=a.com\r\n"
B64 = b"Content-Transfer-Encoding: base64\r\n"


def lines64(payload: bytes) -> bytes:
    return base64.encodebytes(payload).replace(b"\n", b"\r\n")


def one_line(payload: bytes) -> bytes:
    return base64.b64encode(payload) + b"\r\n"


def quoted(payload: bytes) -> bytes:
    """Every octet as =XX, soft line breaks after each thirteen."""
    octets = [b"=%02X" % octet for octet in payload]
    return b"=\r\n".join(b"".join(octets[at : at + 13]) for at in range(0, len(octets), 13)) + b"\r\n"


def uuencoded(payload: bytes, begin: bytes = b"begin 644 a.com", end: bytes = b"`\r\nend\r\n") -> bytes:
    pieces = [payload[at : at + 45] for at in range(0, len(payload), 45)]
    return begin + b"\r\n" + b"".join(binascii.b2a_uu(p).replace(b"\n", b"\r\n") for p in pieces) + end


def yencoded(payload: bytes) -> bytes:
    written = bytearray()
    for octet in payload:
        shifted = (octet + 42) & 255
        written += bytes((61, (shifted + 64) & 255)) if shifted in (0, 10, 13, 61, 46) else bytes((shifted,))
    lines = b"\r\n".join(bytes(written[at : at + 128]) for at in range(0, len(written), 128))
    size = len(payload)
    crc = b"%08x" % (zlib.crc32(payload) & 0xFFFFFFFF)
    return b"=ybegin line=128 size=%d name=a.com\r\n%s\r\n=yend size=%d crc32=%s\r\n" % (size, lines, size, crc)


def part(payload: bytes, fields: bytes = BINARY + B64, body: bytes | None = None) -> bytes:
    return fields + b"\r\n" + (lines64(payload) if body is None else body)


def mixed(*parts: bytes, boundary: bytes = b"b", value: bytes = b"", head: bytes = HEAD + VERSION) -> bytes:
    """A multipart message; value: of Content-Type, if not the usual one."""
    field = b"Content-Type: " + (value or b'multipart/mixed; boundary="' + boundary + b'"') + b"\r\n"
    inner = b"".join(b"--" + boundary + b"\r\n" + one for one in (b"\r\nHello\r\n", *parts))
    return head + field + b"\r\n" + inner + b"--" + boundary + b"--\r\n"


def single(fields: bytes, body: bytes, head: bytes = HEAD + VERSION) -> bytes:
    return head + fields + b"\r\n" + body


def attached(content: bytes, name: str = "bill.bin", text: str = "請求書をお送りします。") -> bytes:
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"], message["To"] = OUTSIDER, SUZUKI
    message["Subject"], message["Date"] = "ご請求書の件", "Tue, 24 Nov 2026 10:00:00 +0900"
    message.set_content(text)
    message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return bytes(message)


ARCHIVES: dict[str, Disguise] = {
    "zip": lambda p: attached(zipped(p)),
    "zip in zip in zip": lambda p: attached(zipped(p, 3)),
    "stored zip behind junk": lambda p: attached(b"junk" * 100 + zipped(p)),
    "first of split zips": lambda p: attached(zipped(p), "bill.zip.001"),
    "tar": lambda p: attached(tarred(p, "w")),
    "tar.gz": lambda p: attached(tarred(p)),
    "tar.bz2": lambda p: attached(tarred(p, "w:bz2")),
    "tar.xz": lambda p: attached(tarred(p, "w:xz")),
    "gz": lambda p: attached(gzip.compress(p)),
    "bz2": lambda p: attached(bz2.compress(p)),
    "xz": lambda p: attached(lzma.compress(p)),
    "iso": lambda p: attached(iso9660(p), "bill.iso"),
    "pdf": lambda p: attached(pdf(p), "bill.pdf"),
    "docm": lambda p: attached(docm(p), "bill.docm"),
    "tnef": lambda p: attached(tnef(p), "winmail.dat"),
    "zip in tar in zip": lambda p: attached(zipped(tarred(zipped(p)))),
    "zip in a mail in a mail": lambda p: single(
        b"Content-Type: message/rfc822\r\n", single(b"Content-Type: message/rfc822\r\n", attached(zipped(p)))
    ),
}

MIME: dict[str, Disguise] = {
    # The structure is stated twice or in an unusual way.
    "two types, text first": lambda p: mixed(part(p), head=HEAD + VERSION + b"Content-Type: text/plain\r\n"),
    "two types, text last": lambda p: mixed(part(p), value=b"multipart/mixed; boundary=b\r\nContent-Type: text/plain"),
    "two types, two boundaries, first": lambda p: mixed(
        part(p), value=b"multipart/mixed; boundary=b\r\nContent-Type: multipart/mixed; boundary=c"
    ),
    "two types, two boundaries, last": lambda p: mixed(
        part(p), head=HEAD + VERSION + b"Content-Type: multipart/mixed; boundary=c\r\n"
    ),
    "two boundaries, first": lambda p: mixed(part(p), value=b"multipart/mixed; boundary=b; boundary=c"),
    "two boundaries, last": lambda p: mixed(part(p), value=b"multipart/mixed; boundary=c; boundary=b"),
    "boundary in an extended value": lambda p: mixed(part(p), value=b"multipart/mixed; boundary*=us-ascii''b"),
    "boundary in pieces": lambda p: mixed(
        part(p), boundary=b"bc", value=b"multipart/mixed; boundary*0=b; boundary*1=c"
    ),
    "boundary in pieces, turned round": lambda p: mixed(
        part(p), boundary=b"bc", value=b"multipart/mixed; boundary*1=c; boundary*0=b"
    ),
    "boundary in extended pieces": lambda p: mixed(
        part(p), boundary=b"bc", value=b"multipart/mixed; boundary*0*=us-ascii''%62; boundary*1=c"
    ),
    "boundary plain and in pieces": lambda p: mixed(
        part(p), boundary=b"bc", value=b"multipart/mixed; boundary=x; boundary*0=b; boundary*1=c"
    ),
    "boundary behind a comment": lambda p: mixed(part(p), value=b"multipart/mixed; boundary=(x)b"),
    "boundary before a comment": lambda p: mixed(part(p), value=b"multipart/mixed; boundary=b (x)"),
    "boundary with a comment inside": lambda p: mixed(part(p), value=b"multipart/mixed; bound(x)ary=b"),
    "comment behind the type": lambda p: mixed(part(p), value=b"multipart/mixed (; boundary=c); boundary=b"),
    "comment before the type": lambda p: mixed(part(p), value=b"(x) multipart/mixed; boundary=b"),
    "boundary with an escape": lambda p: mixed(part(p), boundary=b"b", value=b'multipart/mixed; boundary="\\b"'),
    "boundary with a blank at its end": lambda p: mixed(part(p), value=b'multipart/mixed; boundary="b "'),
    "boundary with a blank inside": lambda p: mixed(part(p), boundary=b"b b"),
    "blanks around the sign": lambda p: mixed(part(p), value=b"multipart/mixed; boundary = b"),
    "boundary not closed": lambda p: mixed(part(p), value=b'multipart/mixed; boundary="b'),
    "empty boundary": lambda p: mixed(part(p), boundary=b""),
    "boundary of many signs": lambda p: mixed(part(p), boundary=b"'()+_,-./:=?"),
    "boundary of 500": lambda p: mixed(part(p), boundary=b"b" * 500),
    "boundary of capitals asked in small": lambda p: mixed(
        part(p), boundary=b"BB", value=b"multipart/mixed; boundary=bb"
    ),
    "no semicolon": lambda p: mixed(part(p), value=b"multipart/mixed boundary=b"),
    "commas": lambda p: mixed(part(p), value=b"multipart/mixed, boundary=b"),
    "folded everywhere": lambda p: mixed(part(p), value=b"\r\n\tmultipart/mixed\r\n\t;\r\n\tboundary\r\n\t=\r\n\tb"),
    "folded over a line of blanks": lambda p: mixed(part(p), value=b"multipart/mixed;\r\n \r\n boundary=b"),
    "type in an encoded word": lambda p: mixed(part(p), value=b"=?utf-8?Q?multipart/mixed=3B?= boundary=b"),
    "no subtype": lambda p: mixed(part(p), value=b"multipart; boundary=b"),
    "unknown subtype": lambda p: mixed(part(p), value=b"multipart/x-unheard; boundary=b"),
    "blanks in the type": lambda p: mixed(part(p), value=b"multipart / mixed; boundary=b"),
    "no version": lambda p: mixed(part(p), head=HEAD),
    "two versions": lambda p: mixed(part(p), head=HEAD + VERSION + VERSION),
    "unknown version": lambda p: mixed(part(p), head=HEAD + b"MIME-Version: 7\r\n"),
    "blank before the colon": lambda p: mixed(part(p)).replace(b"Content-Type: multi", b"Content-Type : multi"),
    "NUL in the field's name": lambda p: mixed(part(p)).replace(b"Content-Type: multi", b"Content-\0Type: multi"),
    "NUL before the boundary": lambda p: mixed(part(p), value=b"multipart/mixed; boundary=\0b"),
    "lone CR before the type": lambda p: mixed(part(p), head=HEAD + VERSION + b"X-A: 1\r"),
    "line without colon before the type": lambda p: mixed(part(p), head=HEAD + VERSION + b"nonsense\r\n"),
    "mbox line first": lambda p: b"From x@y Tue Nov 24 10:00:00 2026\r\n" + mixed(part(p)),
    "mbox line in the middle": lambda p: mixed(
        part(p), head=HEAD + b">From x@y Tue Nov 24 10:00:00 2026\r\n" + VERSION
    ),
    "byte order mark first": lambda p: b"\xef\xbb\xbf" + mixed(part(p)),
    "a line of one blank ends the header": lambda p: HEAD + VERSION + BINARY + B64 + b" \r\n" + lines64(p),
    "type 70 kB below": lambda p: mixed(part(p), head=HEAD + VERSION + b"X-A: %s\r\n" % (b"x " * 100) * 340),
    "type behind 900 fields": lambda p: mixed(part(p), head=HEAD + VERSION + b"X-A: x\r\n" * 900),
    # Unusual beginnings and ends of parts.
    "no final boundary": lambda p: mixed(part(p)).removesuffix(b"--b--\r\n"),
    "payload before the first boundary": lambda p: single(
        b"Content-Type: multipart/mixed; boundary=b\r\n", part(p) + b"--b\r\n\r\nHello\r\n--b--\r\n"
    ),
    "payload behind the last boundary": lambda p: mixed() + b"--b\r\n" + part(p) + b"--b--\r\n",
    "boundary line with blanks": lambda p: mixed(part(p)).replace(b"--b\r\nContent", b"--b \t \r\nContent"),
    "boundary line with words": lambda p: mixed(part(p)).replace(b"--b\r\nContent", b"--b words\r\nContent"),
    "boundary line with two more": lambda p: mixed(part(p)).replace(b"--b\r\nContent", b"--b--x\r\nContent"),
    "boundary is the beginning of another": lambda p: mixed(
        b"Content-Type: multipart/mixed; boundary=bb\r\n\r\n--bb\r\n" + part(p) + b"--bb--\r\n"
    ),
    "another is the beginning of the boundary": lambda p: mixed(
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + part(p) + b"--b--\r\n", boundary=b"bb"
    ),
    "same boundary twice": lambda p: mixed(
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + part(p) + b"--b--\r\n"
    ),
    "boundary of nobody inside the payload": lambda p: mixed(
        part(p, body=lines64(p)[:40] + b"\r\n--c\r\n" + lines64(p)[40:]) if b"--c" not in lines64(p) else part(p)
    ).replace(b"\r\n--c\r\n", b"\r\n"),
    "boundary line inside the payload's own letters": lambda p: _cut_by_boundary(p),
    "parts in a type that has none": lambda p: mixed(part(p), value=b"text/plain; boundary=b"),
    "parts in a digest": lambda p: mixed(part(p), value=b"multipart/digest; boundary=b"),
    "multipart itself in base64": lambda p: single(
        b"Content-Type: multipart/mixed; boundary=b\r\n" + B64, lines64(b"--b\r\n" + part(p) + b"--b--\r\n")
    ),
    "mail in base64": lambda p: mixed(part(b"", b"Content-Type: message/rfc822\r\n" + B64, lines64(attached(p)))),
    "mail in quoted-printable": lambda p: mixed(
        part(
            b"", b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: quoted-printable\r\n", quoted(attached(p))
        )
    ),
    "part without fields": lambda p: mixed(b"\r\n" + uuencoded(p)),
    "part in part in part": lambda p: _nested(p, 15),
    "binary part": lambda p: mixed(part(p, BINARY + b"Content-Transfer-Encoding: binary\r\n", p + b"\r\n")),
    # Unusual encodings.
    **{
        f"encoding {name}": lambda p, fields=fields: mixed(part(p, BINARY + fields + b"\r\n"))
        for name, fields in {
            "twice, base64 first": b"Content-Transfer-Encoding: base64\r\nContent-Transfer-Encoding: 7bit",
            "twice, base64 last": b"Content-Transfer-Encoding: 7bit\r\nContent-Transfer-Encoding: base64",
            "twice, quoted-printable last": B64 + b"Content-Transfer-Encoding: quoted-printable",
            "in capitals": b"CONTENT-TRANSFER-ENCODING: BASE64",
            "with a semicolon": b"Content-Transfer-Encoding: base64;",
            "with a parameter": b"Content-Transfer-Encoding: base64; x=y",
            "with words": b"Content-Transfer-Encoding: base64 junk",
            "behind words": b"Content-Transfer-Encoding: junk base64",
            "with a comment": b"Content-Transfer-Encoding: base64 (x)",
            "behind a comment": b"Content-Transfer-Encoding: (x) base64",
            "in quotes": b'Content-Transfer-Encoding: "base64"',
            "folded": b"Content-Transfer-Encoding:\r\n base64",
            "with a blank before the colon": b"Content-Transfer-Encoding : base64",
            "without a blank": b"Content-Transfer-Encoding:base64",
            "with a dash": b"Content-Transfer-Encoding: base-64",
            "in an encoded word": b"Content-Transfer-Encoding: =?us-ascii?Q?base64?=",
            "with x-": b"Content-Transfer-Encoding: x-base64",
            "8bit": b"Content-Transfer-Encoding: 8bit",
            "missing": b"X-A: 1",
        }.items()
    },
    "base64 in one line": lambda p: mixed(part(p, body=one_line(p))),
    "base64 one sign a line": lambda p: mixed(part(p, body=b"".join(b"%c\r\n" % c for c in base64.b64encode(p)))),
    "base64 with junk signs": lambda p: mixed(part(p, body=b"!".join(_by_four(p)) + b"\r\n")),
    "base64 with blanks": lambda p: mixed(part(p, body=b" \t".join(_by_four(p)) + b"\r\n")),
    "base64 with umlauts": lambda p: mixed(part(p, body=b"\xe4".join(_by_four(p)) + b"\r\n")),
    "base64 with NULs": lambda p: mixed(part(p, body=b"\0".join(_by_four(p)) + b"\r\n")),
    "base64 with empty lines": lambda p: mixed(part(p, body=b"\r\n\r\n".join(_by_four(p)) + b"\r\n")),
    "base64 with dashes": lambda p: mixed(part(p, body=b"\r\n-\r\n".join(_by_four(p)) + b"\r\n")),
    "base64 behind a line of junk": lambda p: mixed(part(p, body=b"!!!!\r\n" + lines64(p))),
    "base64 behind an empty line": lambda p: mixed(part(p, body=b"\r\n" + lines64(p))),
    "base64 not filled up": lambda p: mixed(part(p, body=lines64(p).replace(b"=", b""))),
    "base64 filled up in the middle": lambda p: mixed(part(p, body=_filled_up(p))),
    "base64 with more behind the end": lambda p: mixed(part(p, body=lines64(p) + b"====\r\nQUJD\r\n")),
    "quoted-printable": lambda p: mixed(
        part(p, BINARY + b"Content-Transfer-Encoding: quoted-printable\r\n", quoted(p))
    ),
    "quoted-printable in small letters": lambda p: mixed(
        part(p, BINARY + b"Content-Transfer-Encoding: quoted-printable\r\n", quoted(p).lower())
    ),
    "quoted-printable, breaks with blanks": lambda p: mixed(
        part(p, BINARY + b"Content-Transfer-Encoding: quoted-printable\r\n", quoted(p).replace(b"=\r\n", b"= \t\r\n"))
    ),
    "uuencode in a text": lambda p: single(b"", b"Hello\r\n\r\n" + uuencoded(p)),
    "uuencode without end": lambda p: single(b"", uuencoded(p, end=b"")),
    "uuencode with an odd mode": lambda p: single(b"", uuencoded(p, b"begin 0100755 a.com")),
    "uuencode with a long name": lambda p: single(b"", uuencoded(p, b"begin 644 " + b"a b" * 300 + b".com")),
    "uuencode in HTML": lambda p: single(b"Content-Type: text/html\r\n", b"<p>Hello\r\n" + uuencoded(p)),
    "uuencode as encoding": lambda p: mixed(
        part(p, BINARY + b"Content-Transfer-Encoding: x-uuencode\r\n", uuencoded(p))
    ),
    "uuencode as another encoding": lambda p: mixed(
        part(p, BINARY + b"Content-Transfer-Encoding: uue\r\n", uuencoded(p))
    ),
    "uuencode before the first boundary": lambda p: single(
        b"Content-Type: multipart/mixed; boundary=b\r\n", uuencoded(p) + b"--b\r\n\r\nHello\r\n--b--\r\n"
    ),
    "uuencode behind the last boundary": lambda p: mixed() + uuencoded(p),
    "base64 as uuencode writes it": lambda p: single(b"", b"begin-base64 644 a.com\r\n" + lines64(p) + b"====\r\n"),
    "yenc in a text": lambda p: single(b"", b"Hello\r\n\r\n" + yencoded(p)),
    "yenc as encoding": lambda p: mixed(part(p, BINARY + b"Content-Transfer-Encoding: x-yenc\r\n", yencoded(p))),
    "no fields at all": lambda p: HEAD + b"\r\n" + uuencoded(p),
    "text that is an attachment": lambda p: mixed(
        part(p, b"Content-Type: text/plain\r\nContent-Disposition: attachment; filename=a.com\r\n" + B64)
    ),
    "inline text": lambda p: mixed(part(p, b"Content-Type: text/plain\r\nContent-Disposition: inline\r\n" + B64)),
    "type without a slash": lambda p: mixed(part(p, b"Content-Type: file\r\n" + B64)),
    "wrong type": lambda p: attached(p, "picture.png"),
    "name in pieces": lambda p: mixed(
        part(p, b"Content-Disposition: attachment; filename*1=b.com; filename*0=a\r\n" + B64)
    ),
    "whole mail in base64": lambda p: single(BINARY + B64, lines64(p)),
}


def photos(
    payload: bytes, value: bytes = b'multipart/mixed; boundary="=_b"', blank: bytes = b"", size: int = 15
) -> bytes:
    """Eight photos, and between them a file with the payload, if any; size: in MB."""
    octets = random.Random(9).randbytes(size * 1_000_000 // 8)
    files = [octets[number:] for number in range(8)]
    if payload:
        files.insert(5, payload)
    fields = b"Content-Type: image/jpeg; name=%d.jpg\r\nContent-Disposition: attachment; filename=%d.jpg\r\n" + B64
    parts = [b"\r\nHello\r\n", *(part(file, fields % (number, number)) for number, file in enumerate(files))]
    lines = b"".join(b"--=_b" + blank + b"\r\n" + one for one in parts)
    return HEAD + VERSION + b"Content-Type: " + value + b"\r\n\r\n" + lines + b"--=_b--\r\n"


def mail_attached(mail: bytes) -> bytes:
    """In base64, which RFC 2046 section 5.2.1 forbids and some programs write."""
    fields = b"Content-Type: message/rfc822; name=a.eml\r\nContent-Disposition: attachment; filename=a.eml\r\n" + B64
    return mixed(part(mail, fields))


def text_attached(text: bytes, encoding: bytes, name: bytes) -> bytes:
    fields = b"Content-Type: text/plain; charset=shift_jis; name=%s\r\nContent-Transfer-Encoding: %s\r\n"
    return mixed(part(b"", fields % (name, encoding), text + b"\r\n"))


def _rows(payload: bytes) -> bytes:
    rows = [f"{n},株式会社髙橋商店{n:05},東京都千代田区丸の内,{n * 7919}\r\n".encode("cp932") for n in range(60_000)]
    return b"".join(rows[:9]) + payload + b"\r\n" + b"".join(rows) * 2


def _log(payload: bytes) -> bytes:
    line = b"2026-11-26 10:00:00 INFO user=%06d key=abcdef path=/a/b\r\n"
    return payload + b"\r\n" + b"".join(line % number for number in range(450_000))


def _letter(payload: bytes) -> bytes:
    """A text, the same as HTML, inline photos and attached photos."""

    def parts(kind: bytes, name: bytes, *inner: bytes) -> bytes:
        field = b"Content-Type: multipart/" + kind + b"; boundary=" + name + b"\r\n\r\n"
        return field + b"".join(b"--" + name + b"\r\n" + one for one in inner) + b"--" + name + b"--\r\n"

    octets = random.Random(10).randbytes(1_500_000)
    files = [part(octets[number:]) for number in range(8)] + ([part(payload)] if payload else [])
    html = b"Content-Type: text/html\r\n\r\n" + b"<p>content of this message</p>\r\n\r\n" * 200
    texts = parts(b"alternative", b"ccc", part(b"", B64, lines64(b"content\r\n\r\n" * 50)), html)
    return HEAD + VERSION + parts(b"mixed", b"aaa", parts(b"related", b"bbb", texts, *files[:4]), *files[4:])


# Large honest messages with the mistakes of their programs. With a payload: the same shape with a virus in it.
HONEST: dict[str, Disguise] = {
    "a table in quoted-printable": lambda p: text_attached(
        binascii.b2a_qp(_rows(p), istext=True), b"quoted-printable", b"list.csv"
    ),
    "a log of keys and values": lambda p: text_attached(_log(p), b"7bit", b"a.log"),
    "a log whose encoding is not told": lambda p: text_attached(_log(p), b"", b"a.log"),
    "a mail in base64": lambda p: mail_attached(photos(p, size=5)),
    "a mail in base64, big": lambda p: mail_attached(photos(p)),
    "a mail in base64, with LF": lambda p: mail_attached(photos(p, size=5).replace(b"\r\n", b"\n")),
    "a mail in base64, odd itself": lambda p: mail_attached(photos(p, blank=b" ", size=5)),
    "a sign in the boundary": lambda p: photos(p, b"multipart/mixed; boundary==_b"),
    "a blank line in the subject": lambda p: photos(p).replace(b"Subject: x\r\n", b"Subject: x\r\n \r\n"),
    "a blank behind the boundary": lambda p: photos(p, blank=b" "),
    "a NUL behind the end": lambda p: photos(p) + b"\0\r\n",
    "quoted-printable on the whole": lambda p: photos(p).replace(
        VERSION, VERSION + b"Content-Transfer-Encoding: quoted-printable\r\n"
    ),
    "base64 on the whole": lambda p: photos(p).replace(VERSION, VERSION + B64),
    "a letter with a NUL": lambda p: _letter(p) + b"\0\r\n",
    "a letter with a blank line in the subject": lambda p: _letter(p).replace(
        b"Subject: x\r\n", b"Subject: x\r\n \r\n"
    ),
    "a digest": lambda p: photos(p, b"multipart/digest; boundary==_b"),
    "200 tiny parts": lambda p: mixed(
        *[part(random.Random(n).randbytes(2250)) for n in range(200)],
        *([part(p)] if p else []),
        value=b"multipart/mixed; boundary = b",
    ),
}


def _by_four(payload: bytes) -> list[bytes]:
    letters = base64.b64encode(payload)
    return [letters[at : at + 4] for at in range(0, len(letters), 4)]


def _filled_up(payload: bytes) -> bytes:
    """Two base64 texts in a row, each with its padding."""
    return b"".join(base64.b64encode(half) for half in (payload[:22], payload[22:])) + b"\r\n"


def _cut_by_boundary(payload: bytes) -> bytes:
    """A line "--XXXX" whose letters belong to the payload: base64 ignores the dashes, boundary=XXXX ends a part."""
    letters = base64.b64encode(payload)
    inside = letters[8:12]
    body = letters[:8] + b"\r\n--" + inside + b"\r\n" + letters[12:] + b"\r\n"
    value = b"multipart/mixed; boundary=b; boundary=" + inside
    return mixed(part(payload, body=body), value=value)


def _nested(payload: bytes, depth: int) -> bytes:
    inner = part(payload)
    for number in range(depth):
        name = b"n%d" % number
        inner = b"Content-Type: multipart/mixed; boundary=%s\r\n\r\n--%s\r\n%s\r\n--%s--\r\n" % (
            name,
            name,
            inner,
            name,
        )
    return mixed(inner)

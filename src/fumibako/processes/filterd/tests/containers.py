"""Files that hold another file: archives, a disk image, documents. Written byte by byte if no library writes them."""

import io
import tarfile
import zipfile
import zlib


def zipped(content: bytes, times: int = 1, name: str = "inner.bin") -> bytes:
    for _ in range(times):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, content)
        content = buffer.getvalue()
    return content


def behind_zeros(content: bytes, size: int, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of one file of that size that ends with the content."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive, archive.open("inner.bin", "w") as file:
        left = size - len(content)
        while left:
            left -= file.write(bytes(min(left, 1 << 20)))
        file.write(content)
    return buffer.getvalue()


def crowd(content: bytes, count: int) -> bytes:
    """A zip of that many files; the last one is the content."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(count - 1):
            archive.writestr(f"{number}.txt", f"{number}\n")
        archive.writestr("last.bin", content)
    return buffer.getvalue()


def locked(content: bytes, beside: bytes | None = None) -> bytes:
    """A zip whose first file says that it is encrypted (APPNOTE.TXT, 4.4.4, bit 0); `beside`: a second, open one."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("locked.bin", bytes(octet ^ 0x5A for octet in content))
        if beside is not None:
            archive.writestr("open.bin", beside)
    octets = bytearray(buffer.getvalue())
    octets[6] |= 1
    octets[octets.index(b"PK\1\2") + 8] |= 1
    return bytes(octets)


def tarred(content: bytes, mode: str = "w:gz") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:
        member = tarfile.TarInfo("a.com")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def iso9660(content: bytes) -> bytes:
    """One file in the root directory (ECMA-119): descriptors at sector 16, root at 18, the file at 19."""

    def both(number: int, size: int = 4) -> bytes:
        return number.to_bytes(size, "little") + number.to_bytes(size, "big")

    def record(name: bytes, sector: int, size: int, flags: int) -> bytes:
        body = b"\0" + both(sector) + both(size) + bytes(7) + bytes((flags, 0, 0)) + both(1, 2)
        body += bytes((len(name),)) + name + (b"" if len(name) % 2 else b"\0")
        return bytes((len(body) + 1,)) + body

    root = record(b"\0", 18, 2048, 2)
    directory = root + record(b"\1", 18, 2048, 2) + record(b"A.COM;1", 19, len(content), 0)
    sectors = 19 + -(-len(content) // 2048)
    volume = b"\1CD001\1\0" + b" " * 32 + b"A".ljust(32) + bytes(8) + both(sectors) + bytes(32)
    volume += both(1, 2) + both(1, 2) + both(2048, 2) + both(0) + bytes(16) + root + b" " * 623
    volume = volume.ljust(2048, b"\0")
    end = b"\xffCD001\1".ljust(2048, b"\0")
    return (
        bytes(16 * 2048)
        + volume
        + end
        + directory.ljust(2048, b"\0")
        + content.ljust(-(-len(content) // 2048) * 2048, b"\0")
    )


def pdf(content: bytes) -> bytes:
    """An embedded file (PDF 1.4, section 3.10.3), deflated."""
    stream = zlib.compress(content)
    objects = (
        b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a.com) 4 0 R]>>>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        b"<</Type/Filespec/F(a.com)/EF<</F 5 0 R>>>>",
        b"<</Type/EmbeddedFile/Filter/FlateDecode/Length %d>>stream\r\n%s\r\nendstream" % (len(stream), stream),
    )
    written, offsets = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        offsets.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return written + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        table,
        len(written),
    )


def docm(content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        )
        archive.writestr("word/document.xml", "<w:document/>")
        archive.writestr("word/vbaProject.bin", content)
    return buffer.getvalue()


def tnef(content: bytes) -> bytes:
    """winmail.dat (MS-OXTNEF): version, class, one attachment with title and data."""

    def attribute(level: int, tag: int, kind: int, value: bytes) -> bytes:
        name = (tag | kind << 16).to_bytes(4, "little")
        return (
            bytes((level,))
            + name
            + len(value).to_bytes(4, "little")
            + value
            + (sum(value) & 0xFFFF).to_bytes(2, "little")
        )

    render = (1).to_bytes(2, "little") + bytes(12)
    return (
        b"\x78\x9f\x3e\x22\x01\x00"
        + attribute(1, 0x9006, 8, b"\0\0\1\0")
        + attribute(1, 0x8008, 7, b"IPM.Microsoft Mail.Note\0")
        + attribute(2, 0x9002, 6, render)
        + attribute(2, 0x8010, 1, b"a.com\0")
        + attribute(2, 0x800F, 6, content)
    )

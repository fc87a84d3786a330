"""Mails as octets: header fields, text and attached files (RFC 5322, 2045, 2047, 2231).

Nothing that is written here can end its line: a control character in a header field is refused. Everything else than
printable ASCII is sent as UTF-8.
"""

import base64
import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from fumibako.machine.formats.charsets import has_control

LONGEST_LINE = 998  # RFC 5322 section 2.1.1
_OCTETS = 39  # of an encoded word: it fits behind a field's name in 76 columns (RFC 2047 section 2)
_PRINTABLE = re.compile(r"[\x20-\x7e]*")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
_UNCHANGED = re.compile(r"[A-Za-z0-9._-]")
_ADDRESS = re.compile(r"[!-;=?-~]{1,64}@[!-;=?-~]{1,253}")
_KIND = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,100}/[a-z0-9][a-z0-9!#$&^_.+-]{0,100}")
_MESSAGE = "message/rfc822"
_ANY_KIND = "application/octet-stream"


class Unwritable(ValueError):
    """The value cannot stand in a mail."""


@dataclass(frozen=True)
class Person:
    """name may be empty."""

    name: str
    address: str


@dataclass(frozen=True)
class File:
    """kind: type/subtype in lower case."""

    name: str
    kind: str
    octets: bytes


@dataclass(frozen=True)
class Picture:
    """In the text with formatting, which names it "cid:" and its name. kind: of image/."""

    name: str
    kind: str
    octets: bytes


def text_field(name: str, text: str) -> bytes:
    """Raises Unwritable."""
    is_plain = _PRINTABLE.fullmatch(text) and "=?" not in text and len(text) <= 70
    return _field(name, text if is_plain else "\r\n ".join(_encoded_words(text)))


def people_field(name: str, people: Iterable[Person]) -> bytes:
    """One a line, whatever their names are. Raises Unwritable."""
    return _field(name, ",\r\n ".join(_person(person) for person in people))


def person_text(person: Person) -> str:
    """As it stands in a header field, on one line. Raises Unwritable."""
    return _person(person).replace("\r\n", "")


def ids_field(name: str, ids: Iterable[str]) -> bytes:
    """Message-IDs. Raises Unwritable."""
    found = [*ids]
    if not all(_PRINTABLE.fullmatch(each) and " " not in each and len(each) < LONGEST_LINE for each in found):
        raise Unwritable(name)
    return _field(name, "\r\n ".join(found))


def mail(
    fields: Sequence[bytes], text: str, files: Sequence[File] = (), *, html: str = "", pictures: Sequence[Picture] = ()
) -> bytes:
    """The whole mail. fields: as the functions above wrote them. html: the text with formatting, beside the plain one;
    pictures: those that it shows. Raises Unwritable."""
    body = _text_part(text)
    if html:
        formatted = _html_part(html)
        if pictures:
            formatted = _parts("related", (formatted, *map(_picture_part, pictures)))
        body = _parts("alternative", (body, formatted))
    if files:
        body = _parts("mixed", (body, *map(_file_part, files)))
    return b"".join((*fields, b"MIME-Version: 1.0\r\n", body))


def _parts(kind: str, parts: Sequence[bytes]) -> bytes:
    boundary = f"=_{secrets.token_hex(16)}"
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
    body = b"".join(b"--%s\r\n%s\r\n" % (boundary.encode(), part) for part in parts)
    return head + body + f"--{boundary}--\r\n".encode()


def _field(name: str, value: str) -> bytes:
    if not _NAME.fullmatch(name) or has_control(value.replace("\r\n ", "")):
        raise Unwritable(name)
    return f"{name}: {value}\r\n".encode("ascii")


def _encoded_words(text: str) -> Iterator[str]:
    """Never cut within a character (RFC 2047 section 5)."""
    if has_control(text):
        raise Unwritable(text)
    word = b""
    for character in text:
        octets = character.encode("utf-8", "replace")
        if len(word) + len(octets) > _OCTETS:
            yield _encoded_word(word)
            word = b""
        word += octets
    yield _encoded_word(word)


def _encoded_word(octets: bytes) -> str:
    return f"=?UTF-8?B?{base64.b64encode(octets).decode()}?="


def _person(person: Person) -> str:
    if not _ADDRESS.fullmatch(person.address):
        raise Unwritable(person.address)
    local_part, _, domain = person.address.rpartition("@")
    if ".." in local_part or local_part.endswith("."):
        local_part = f'"{local_part}"'  # old telephones' addresses are no dot-atoms
    address = f"<{local_part}@{domain}>"
    if not person.name:
        return address
    if _PRINTABLE.fullmatch(person.name) and "=?" not in person.name and len(person.name) <= 60:
        quoted = person.name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}" {address}'
    return "\r\n ".join((*_encoded_words(person.name), address))


def _text_part(text: str) -> bytes:
    lines = re.split(r"\r\n|\r|\n", text)
    content = "\r\n".join(lines).rstrip("\r\n") + "\r\n"
    is_plain = all(len(line) <= LONGEST_LINE and _PRINTABLE.fullmatch(line.replace("\t", "")) for line in lines)
    if is_plain:
        return b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\n" + content.encode()
    head = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head + base64.encodebytes(content.encode("utf-8", "replace")).replace(b"\n", b"\r\n")


def _html_part(html: str) -> bytes:
    head = b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    page = f'<!doctype html><html><head><meta charset="utf-8"></head><body>{html}</body></html>'
    return head + base64.encodebytes(page.encode("utf-8", "replace")).replace(b"\n", b"\r\n")


def _picture_part(picture: Picture) -> bytes:
    if not _KIND.fullmatch(picture.kind) or not _ADDRESS.fullmatch(picture.name):
        raise Unwritable(picture.name)
    head = (
        f"Content-Type: {picture.kind}\r\nContent-ID: <{picture.name}>\r\n"
        "Content-Transfer-Encoding: base64\r\nContent-Disposition: inline\r\n\r\n"
    )
    return head.encode("ascii") + base64.encodebytes(picture.octets).replace(b"\n", b"\r\n")


def _file_part(file: File) -> bytes:
    """Its name in both ways: by RFC 2231, and by RFC 2047 as programs expect that do not know it."""
    if not file.name or has_control(file.name):
        raise Unwritable(file.name)
    kind = file.kind if _KIND.fullmatch(file.kind) and not file.kind.startswith(("multipart/", "message/")) else ""
    encoding, content = "base64", base64.encodebytes(file.octets).replace(b"\n", b"\r\n")
    if file.kind == _MESSAGE and _is_in_lines(file.octets):
        kind, encoding, content = _MESSAGE, "7bit" if file.octets.isascii() else "8bit", file.octets  # RFC 2046 5.2.1
    name, disposition = _file_name(file.name)
    head = (
        f"Content-Type: {kind or _ANY_KIND};\r\n {name}\r\n"
        f"Content-Transfer-Encoding: {encoding}\r\nContent-Disposition: attachment;\r\n {disposition}\r\n\r\n"
    )
    return head.encode("ascii") + content


def _is_in_lines(octets: bytes) -> bool:
    """Whether it can travel as it is."""
    lines = octets.split(b"\r\n")
    return b"\0" not in octets and all(len(line) <= LONGEST_LINE and not set(b"\r\n") & set(line) for line in lines)


def _file_name(name: str) -> tuple[str, str]:
    if _PRINTABLE.fullmatch(name) and len(name) <= 60 and "=?" not in name:
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'name="{quoted}"', f'filename="{quoted}"'
    sections, section = [], ""
    for character in name:
        octets = character.encode("utf-8", "replace")
        encoded = character if _UNCHANGED.fullmatch(character) else "".join(f"%{octet:02X}" for octet in octets)
        if len(section) + len(encoded) > 48:
            sections.append(section)
            section = ""
        section += encoded
    sections.append(section)
    charset = ("utf-8''", *("" for _ in sections[1:]))
    disposition = ";\r\n ".join(
        f"filename*{number}*={charset[number]}{section}" for number, section in enumerate(sections)
    )
    words = "\r\n ".join(_encoded_words(name))
    return f'name="{words}"', disposition

"""A pack: mails one behind the other in a file that only grows, each bound to all before it.

A record is a head (magic, two lengths, two chains), its facts as JSON and the mail, compressed by zlib (RFC 1950). Its
chain is SHA-256 over the chain of the record before it and the digest of facts and mail: whoever changes, removes or
inserts one breaks the next.
"""

import hashlib
import json
import os
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from fumibako.machine.system.files import sync_directory

_HEAD = struct.Struct("!4sII32s32s")
_MAGIC = b"FBp1"
FIRST = bytes(32)
"""The chain before the first record."""


class BrokenPack(ValueError):
    """What stands there is no record."""


@dataclass(frozen=True)
class Facts:
    """What is known of a mail besides itself. at: Unix time; login: who sent it; sender, recipients: of its envelope,
    so Bcc as well."""

    queue_id: str
    at: int
    login: str
    sender: str
    recipients: tuple[str, ...]


@dataclass(frozen=True)
class Record:
    """offset, middle, end: where it, its mail and the next one begin. before, chain: those of the head."""

    offset: int
    middle: int
    end: int
    before: bytes
    chain: bytes
    facts: Facts
    said: bytes


def append(path: Path, last: Record | None, facts: Facts, blocks: Iterable[bytes], mode: int) -> Record:
    """Add a mail behind the last record, and wait until it is on the disk. What a crash left there goes: nobody was
    told of it. One writer at a time. mode: of a new file. Raises OSError; then the file ends as before."""
    said = json.dumps(asdict(facts), ensure_ascii=False, separators=(",", ":")).encode()
    digest, packer, packed = hashlib.sha256(said), zlib.compressobj(), bytearray()
    for block in blocks:
        digest.update(block)
        packed += packer.compress(block)
    packed += packer.flush()
    offset, before = (last.end, last.chain) if last else (0, FIRST)
    chain = hashlib.sha256(before + digest.digest()).digest()
    is_new = not path.exists()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, mode)
    with os.fdopen(descriptor, "wb") as file:
        try:
            file.truncate(offset)
            file.seek(offset)
            file.write(_HEAD.pack(_MAGIC, len(said), len(packed), before, chain) + said + packed)
            file.flush()
            os.fsync(descriptor)
        except OSError:
            os.ftruncate(descriptor, offset)
            raise
    if is_new:
        sync_directory(path.parent)
    middle = offset + _HEAD.size + len(said)
    return Record(offset, middle, middle + len(packed), before, chain, facts, said)


def records(path: Path, offset: int = 0) -> Iterator[Record]:
    """Those from there on, to the last whole one. Raises OSError, BrokenPack."""
    with path.open("rb") as file:
        while found := _at(file, offset):
            yield found
            offset = found.end


def mail_at(path: Path, offset: int) -> tuple[Facts, bytes]:
    """Raises OSError, BrokenPack."""
    with path.open("rb") as file:
        found = _at(file, offset)
        if found is None:
            raise BrokenPack(f"no record at {offset}")
        return found.facts, _mail(file, found)


def is_unchanged(path: Path, offset: int) -> bool:
    """Whether the record there is what was written, and the one behind it knows of it. Raises OSError."""
    try:
        with path.open("rb") as file:
            found = _at(file, offset)
            if found is None or not _fits(file, found):
                return False
            following = _at(file, found.end)
            return following is None or following.before == found.chain
    except BrokenPack:
        return False


def first_changed(path: Path) -> int | None:
    """Where the first record begins that is not what was written; None where all are. Raises OSError."""
    offset, chain = 0, FIRST
    with path.open("rb") as file:
        try:
            while found := _at(file, offset):
                if found.before != chain or not _fits(file, found):
                    return offset
                offset, chain = found.end, found.chain
        except BrokenPack:
            return offset
    return None


def _at(file: BinaryIO, offset: int) -> Record | None:
    """None behind the last whole one. Raises BrokenPack."""
    file.seek(0, os.SEEK_END)
    size = file.tell()
    file.seek(offset)
    head = file.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    magic, said_length, length, before, chain = _HEAD.unpack(head)
    if magic != _MAGIC:
        raise BrokenPack(f"no record at {offset}")
    middle = offset + _HEAD.size + said_length
    if middle + length > size:
        return None
    said = file.read(said_length)
    try:
        facts = Facts(**json.loads(said))
    except (ValueError, TypeError) as error:
        raise BrokenPack(f"no facts at {offset}") from error
    facts = Facts(facts.queue_id, facts.at, facts.login, facts.sender, tuple(facts.recipients))
    return Record(offset, middle, middle + length, before, chain, facts, said)


def _mail(file: BinaryIO, record: Record) -> bytes:
    """Raises BrokenPack."""
    file.seek(record.middle)
    try:
        return zlib.decompress(file.read(record.end - record.middle))
    except zlib.error as error:
        raise BrokenPack(str(error)) from error


def _fits(file: BinaryIO, record: Record) -> bool:
    """Raises BrokenPack."""
    digest = hashlib.sha256(record.said + _mail(file, record)).digest()
    return hashlib.sha256(record.before + digest).digest() == record.chain

"""DKIM signatures of outgoing messages (RFC 6376). dkimpy does the canonical forms, `cryptography` the RSA, which takes
a tenth of the time."""

import asyncio
import functools
import os
import re
from pathlib import Path
from typing import Any

import dkim
import dkim.canonicalization
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa, utils

from fumibako.processes.filterd.content import IN_MEMORY_BYTES
from fumibako.processes.filterd.message import Message

SIGNED = (
    *("from", "sender", "reply-to", "to", "cc", "subject", "date", "message-id", "in-reply-to", "references"),
    *("mime-version", "content-type", "content-transfer-encoding", "content-disposition", "content-id"),
    *("list-id", "list-unsubscribe", "list-unsubscribe-post", "list-post", "list-help"),
    *("resent-from", "resent-to", "resent-date", "resent-message-id"),
)
# Once more than there are: a second one that somebody adds breaks the signature.
_ONLY = ("from", "to", "subject", "date")
_NAME = re.compile(rb"(?:\A|(?<=\n))([!-9;-~]+):")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")


class NoKey(Exception):
    """The key that the domain's messages are signed with cannot be read now."""


class Unsignable(Exception):
    """A header that DKIM cannot read."""


class Signer:
    def __init__(self, keys: Path) -> None:
        self._keys = keys
        self._large = asyncio.Semaphore(1)

    async def signature(self, message: Message, domain: str, selector: str) -> str:
        """The header field, without its line end. Raises NoKey, Unsignable."""
        key = self._key(domain, selector)
        content = b"".join(message.blocks()) if message.content.size <= IN_MEMORY_BYTES else None
        if content is not None:
            return await asyncio.to_thread(signature, content, domain, selector, key)
        async with self._large:
            return await asyncio.to_thread(signature, b"".join(message.blocks()), domain, selector, key)

    def _key(self, domain: str, selector: str) -> rsa.RSAPrivateKey:
        if not _LABEL.fullmatch(domain) or not _LABEL.fullmatch(selector):
            raise NoKey(f"{selector!r} of {domain!r} is no key's name")
        path = self._keys / domain / f"{selector}.key"
        try:
            return _read(path, os.stat(path).st_ino)  # noqa: PTH116 once per mail
        except (OSError, ValueError, TypeError) as error:
            raise NoKey(f"{domain}/{selector}: {error}") from error


@functools.lru_cache(maxsize=2000)
def _read(path: Path, inode: int) -> rsa.RSAPrivateKey:
    """A file is never changed, only made and removed."""
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("not an RSA key")
    return key


def signature(content: bytes, domain: str, selector: str, key: rsa.RSAPrivateKey) -> str:
    """Raises Unsignable."""
    header = content[: content.find(b"\r\n\r\n") + 2]
    present = [name.lower().decode("ascii") for name in _NAME.findall(header)]
    names = [name for name in SIGNED for _ in range(present.count(name))]
    try:
        field: bytes = dkim.sign(
            content,
            selector.encode("ascii"),
            domain.encode("ascii"),
            key,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=[*names, *_ONLY],
        )
    except (dkim.DKIMException, AssertionError, ValueError, IndexError) as error:
        raise Unsignable(str(error)[:200]) from error
    return field.decode("ascii").rstrip("\r\n")


_parse, _sign = dkim.parse_pem_private_key, dkim.RSASSA_PKCS1_v1_5_sign


def _parse_key(key: Any) -> Any:
    return key if isinstance(key, rsa.RSAPrivateKey) else _parse(key)


def _sign_hash(hasher: Any, key: Any) -> bytes:
    if not isinstance(key, rsa.RSAPrivateKey):
        return bytes(_sign(hasher, key))
    return key.sign(hasher.digest(), padding.PKCS1v15(), utils.Prehashed(hashes.SHA256()))


# dkimpy only hands the key through, so it can be one that `cryptography` has read.
dkim.parse_pem_private_key, dkim.RSASSA_PKCS1_v1_5_sign = _parse_key, _sign_hash


def without_blanks_at_ends(content: bytes) -> bytes:
    """Of lines, in a time that grows with the content. dkimpy's own takes the square of a run of blanks; it makes one
    blank of each run next anyway (RFC 6376 section 3.4.4)."""
    return re.sub(rb"[\t ]+", b" ", content).replace(b" \r\n", b"\r\n")


dkim.canonicalization.strip_trailing_whitespace = without_blanks_at_ends

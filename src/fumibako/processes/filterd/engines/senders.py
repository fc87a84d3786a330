"""What the DNS says of a message's sender: SPF of the client's address, the DKIM signatures, and the DMARC policy of
the authors' domains. Blocking look-ups, so it runs in threads; of large messages one at a time, because the whole
message is in memory then.
"""

import asyncio
import binascii
import re
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import dkim

from fumibako.machine.formats import dmarc
from fumibako.machine.system.resolver import ASKING_SECONDS, LookupFailed, Resolver
from fumibako.machine.system.sender_policy import SenderPolicy
from fumibako.processes.filterd.content import IN_MEMORY_BYTES, Content

CHECK_SECONDS = 20
SIGNATURE_SECONDS = 6  # for all of them: slow keys must not keep DMARC from its turn
AT_ONCE = 16
MAX_SIGNATURES = 5  # each costs a look-up and the whole body
MAX_AUTHORS = 5
MAX_SIGNATURE_BYTES = 8192  # dkimpy's patterns take the square of it
MAX_KEY_CHARACTERS = 1024  # RSA of 4096 bits has 760; how large a number we raise to a power is the sender's choice
_SIGNATURE = re.compile(rb"^DKIM-Signature[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*", re.I | re.M)
_DOMAIN = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,62})\.)+[a-z0-9-]{2,63}")


@dataclass(frozen=True)
class Sender:
    """client, helo: of the connection; address: of MAIL FROM; authors: the domains in From."""

    client: str
    helo: str
    address: str
    authors: tuple[str, ...]

    @property
    def spf_domain(self) -> str:
        """Whom SPF is about: without a sender, the HELO name (RFC 7208 section 2.4)."""
        return (self.address.rpartition("@")[2] if self.address else self.helo).lower().rstrip(".")


@dataclass(frozen=True)
class Signature:
    """result: as RFC 8601 section 2.7.1 names it."""

    result: str
    domain: str = ""
    selector: str = ""


@dataclass(frozen=True)
class Known:
    """What was found out. dmarc: None if no author's domain could be asked."""

    spf: str
    spf_domain: str
    signatures: tuple[Signature, ...]
    dmarc: dmarc.Judged | None


class Senders:
    """The engine. Messages beyond `IN_MEMORY_BYTES` wait for each other."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._policy = SenderPolicy(resolver)
        self._large = asyncio.Semaphore(1)
        # Its own: a thread that asks cannot be ended, and other work must not wait for somebody's name server.
        self._threads = ThreadPoolExecutor(AT_ONCE, "senders")

    async def check(self, sender: Sender, content: Content) -> Known:
        """Raises TimeoutError: somebody's name server is too slow."""
        until = time.monotonic() + CHECK_SECONDS
        async with asyncio.timeout(CHECK_SECONDS):
            if content.size <= IN_MEMORY_BYTES or not _SIGNATURE.search(content.head):
                return await asyncio.wrap_future(self._threads.submit(self._check, sender, content.head, until))
            await self._large.acquire()
            loop = asyncio.get_running_loop()
            try:
                asked = self._threads.submit(self._check, sender, b"".join(content.blocks()), until)
            except BaseException:
                self._large.release()
                raise
            # When the thread has ended, not when nobody waits for it any more.
            asked.add_done_callback(lambda _: loop.call_soon_threadsafe(self._large.release))
            return await asyncio.wrap_future(asked)

    def _check(self, sender: Sender, content: bytes, until: float) -> Known:
        spf = "none"
        if _DOMAIN.fullmatch(sender.spf_domain):
            spf = self._policy.check(address=sender.client, sender=sender.address, helo=sender.helo)
        signatures = verified(content, partial(self._texts, min(until, time.monotonic() + SIGNATURE_SECONDS)))
        return Known(spf, sender.spf_domain, signatures, self._judged(sender, spf, signatures, until))

    def _texts(self, until: float, name: str) -> list[str]:
        """Raises LookupFailed, also when the time is over."""
        if (left := until - time.monotonic()) <= 0:
            raise LookupFailed(f"{name}: out of time")
        return self._resolver.ask(name, "TXT", min(ASKING_SECONDS, left))

    def _judged(self, sender: Sender, spf: str, signatures: Sequence[Signature], until: float) -> dmarc.Judged | None:
        passed = [sender.spf_domain] if spf == "pass" else []
        signed = [signature.domain for signature in signatures if signature.result == "pass"]
        unknown = [signature.domain for signature in signatures if signature.result == "temperror"]
        unknown += [sender.spf_domain] if spf == "temperror" else []
        judged = []
        for author in sender.authors[:MAX_AUTHORS]:
            if not _DOMAIN.fullmatch(author):
                continue
            try:
                found = dmarc.judge(author, passed, signed, partial(self._published, until))
                if found.result == "fail" and any(_are_near(author, domain) for domain in unknown):
                    found = dmarc.Judged("temperror", author)  # what could not be asked may have spoken for it
                judged.append(found)
            except LookupFailed:
                judged.append(dmarc.Judged("temperror", author))
        return dmarc.strictest(judged)

    def _published(self, until: float, name: str) -> list[str]:
        """Raises LookupFailed. But a top-level domain that nobody answers for has no say: hardly any has a policy."""
        try:
            return self._texts(until, name)
        except LookupFailed:
            if name.count(".") == 1:
                return []
            raise


class SenderCheck:
    """The check of one message: made once for all its recipients, when a step first asks."""

    def __init__(self, senders: Senders, content: Content) -> None:
        self._senders, self._content = senders, content
        self._checking: asyncio.Task[Known] | None = None

    async def known(self, sender: Sender) -> Known:
        """Raises TimeoutError."""
        if self._checking is None:
            self._checking = asyncio.ensure_future(self._senders.check(sender, self._content))
        return await asyncio.shield(self._checking)

    def close(self) -> None:
        if self._checking is not None and not self._checking.cancelled() and self._checking.done():
            self._checking.exception()  # avoids "exception was never retrieved"
        elif self._checking is not None:
            self._checking.cancel()


def verified(content: bytes, texts: Callable[[str], Sequence[str]]) -> tuple[Signature, ...]:
    """The message's signatures, the topmost first. texts: the TXT records of a name; may raise LookupFailed."""
    fields = _SIGNATURE.findall(content.partition(b"\r\n\r\n")[0])
    if any(len(field) > MAX_SIGNATURE_BYTES for field in fields):
        return (Signature("permerror"),)
    number = min(MAX_SIGNATURES, len(fields))
    return tuple(_verified(content, index, texts) for index in range(number))


def _verified(content: bytes, index: int, texts: Callable[[str], Sequence[str]]) -> Signature:
    def key(name: bytes, timeout: int = 5) -> bytes | None:
        found = [text for text in texts(name.decode("ascii")) if "p=" in text and len(text) <= MAX_KEY_CHARACTERS]
        return found[0].encode("utf-8", "surrogateescape") if found else None

    try:
        message = dkim.DKIM(content, minkey=1024)
        try:
            is_right = message.verify(idx=index, dnsfunc=key)
        except LookupFailed:
            return _told(message, "temperror")
        except dkim.ValidationError:
            return _told(message, "fail")
        except (dkim.DKIMException, binascii.Error, ValueError, KeyError, IndexError, TypeError, AttributeError):
            return _told(message, "permerror")
    except dkim.DKIMException:
        return Signature("permerror")
    fields = message.signature_fields
    if is_right and (b"l" in fields or fields.get(b"a") == b"rsa-sha1"):
        return _told(message, "policy")  # text may have been added (RFC 6376 section 8.2); RFC 8301
    return _told(message, "pass" if is_right else "fail")


def _are_near(one: str, other: str) -> bool:
    """One is the other, or below it."""
    return bool(one and other) and (f".{one}".endswith(f".{other}") or f".{other}".endswith(f".{one}"))


def _told(message: dkim.DKIM, result: str) -> Signature:
    """With whom it names; nobody if that is no name."""
    fields = getattr(message, "signature_fields", {})  # only as far as it was read
    domain = fields.get(b"d", b"").decode("latin-1").lower().rstrip(".")
    selector = fields.get(b"s", b"").decode("latin-1")
    return Signature(result, domain, selector) if _DOMAIN.fullmatch(domain) else Signature("permerror")

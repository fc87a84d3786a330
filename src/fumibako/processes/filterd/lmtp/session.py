"""An LMTP session with Postfix (RFC 2033): one connection, one message after the other.

Each recipient gets a reply of its own after the message.
"""

import asyncio
import contextlib
import hashlib
import logging
import re
import time
from dataclasses import dataclass, field
from functools import partial

from fumibako.machine.formats.filter_policy import FilterPolicy
from fumibako.processes.filterd.content import BLOCK_BYTES, Content
from fumibako.processes.filterd.context import Context
from fumibako.processes.filterd.engines.clamd import Scan
from fumibako.processes.filterd.engines.senders import SenderCheck
from fumibako.processes.filterd.engines.spam_check import SpamCheck
from fumibako.processes.filterd.journey import travel
from fumibako.processes.filterd.lmtp.wire import DotReader
from fumibako.processes.filterd.message import Direction, Envelope, Message
from fumibako.processes.filterd.onward import Reply, later
from fumibako.processes.filterd.policies import NoPolicy

log = logging.getLogger(__name__)

IDLE_SECONDS = 600
# Postfix records a reply within this time; it keeps an idle connection for two (connection_cache_ttl_limit).
RECORD_SECONDS = 1.0
MAX_LINE_BYTES = 4096
MAX_RECIPIENTS = 1000
_CAPABILITIES = ("PIPELINING", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES", "XFORWARD IDENT ADDR HELO")
# Bytes that are not UTF-8 (RFC 6531 section 3.3) arrive as surrogates: such an address is refused, not changed.
_NOT_UTF8 = r"\udc80-\udcff"
# RFC 5321 section 4.1.2: a quoted local part may contain blanks.
_LOCAL_PART = rf"(?:\"(?:[^\"\\\x00-\x1f{_NOT_UTF8}]|\\[ -~])*\"|[^<>\x00-\x20\"{_NOT_UTF8}]+)"
_MAILBOX = rf"{_LOCAL_PART}@[^<>\x00-\x20@{_NOT_UTF8}]+"
_MAIL = re.compile(rf"MAIL FROM:\s*<({_MAILBOX}|[^<>\x00-\x20\"{_NOT_UTF8}]*)>((?: +[!-~]+)*)", re.I)
_RCPT = re.compile(rf"RCPT TO:\s*<({_MAILBOX})>(?: +[!-~]+)*", re.I)
# XFORWARD(5): values are xtext (RFC 3461 section 4); what Postfix does not know is [UNAVAILABLE].
_ATTRIBUTE = re.compile(r"(IDENT|ADDR|HELO)=([!-~]{1,255})", re.I)
_IDENT = re.compile(r"[0-9A-Za-z]{1,32}")
_ADDR = re.compile(r"(?:IPV6:)?([0-9A-F.:]{2,45})", re.I)
_HELO = re.compile(r"[A-Z0-9_.:\[\]-]{1,255}", re.I)
_RECEIVED = re.compile(rb"Received: by [^\r\n]+ \(Postfix\)\r\n\tid ([0-9A-Za-z]{1,32});")
_FORWARDED_PARAMETERS = ("BODY=8BITMIME", "SMTPUTF8")


class _SessionOver(Exception):
    """The client disconnected, or broke the protocol so badly that there is no reply to give."""


@dataclass
class _Transaction:
    sender: str
    parameters: tuple[str, ...]
    recipients: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Answered:
    """A message whose replies were sent. If Postfix disconnects right after, it may not have recorded them."""

    queue_id: str
    at: float = field(default_factory=time.monotonic)

    @property
    def is_recent(self) -> bool:
        return time.monotonic() - self.at < RECORD_SECONDS


class Session:
    """One connection from Postfix."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        direction: Direction,
        context: Context,
    ) -> None:
        self._reader, self._writer = reader, writer
        self._direction, self._context = direction, context
        self._received = b""
        self._pending: list[str] = []
        self._forwarded: dict[str, str] = {}
        self._transaction: _Transaction | None = None
        self._answered: _Answered | None = None

    async def serve(self) -> None:
        try:
            self._reply("220 filterd LMTP")
            while await self._command(await self._line()):
                pass
        except (_SessionOver, OSError, TimeoutError) as error:
            log.debug("session over: %s", error)
        finally:
            if self._answered is not None and self._answered.is_recent:
                self._context.possible_duplicates.add(self._answered.queue_id)
            self._writer.close()
            with contextlib.suppress(OSError):
                await self._writer.wait_closed()

    def _reply(self, *lines: str | Reply) -> None:
        """Queue reply lines. They are sent together when no command is left to answer (RFC 2920 section 3.2)."""
        self._pending += (f"{line}\r\n" for line in lines)

    async def _flush(self) -> None:
        pending, self._pending = "".join(self._pending), []
        self._writer.write(pending.encode("utf-8", "replace"))
        await self._writer.drain()

    async def _read(self) -> bytes:
        await self._flush()
        async with asyncio.timeout(IDLE_SECONDS):
            data = await self._reader.read(BLOCK_BYTES)
        if not data:
            raise _SessionOver("closed by the client")
        self._answered = None
        return data

    async def _line(self) -> str:
        while (end := self._received.find(b"\r\n")) < 0:
            if len(self._received) > MAX_LINE_BYTES:
                raise _SessionOver("line too long")
            self._received += await self._read()
        line, self._received = self._received[:end], self._received[end + 2 :]
        return line.decode("utf-8", "surrogateescape")

    async def _command(self, line: str) -> bool:
        """Answer one command. Return False after the last one."""
        match line.split(" ", 1)[0].upper():
            case "LHLO":
                self._transaction = None
                *others, last = _CAPABILITIES
                self._reply("250-filterd", *[f"250-{capability}" for capability in others], f"250 {last}")
            case "XFORWARD":
                self._forwarded |= {name.upper(): _decoded(value) for name, value in _ATTRIBUTE.findall(line)}
                self._reply("250 2.0.0 Ok")
            case "MAIL":
                self._mail(line)
            case "RCPT":
                self._rcpt(line)
            case "DATA":
                await self._data()
            case "RSET":
                self._transaction, self._forwarded = None, {}
                self._reply("250 2.0.0 Ok")
            case "NOOP":
                self._reply("250 2.0.0 Ok")
            case "QUIT":
                await self._quit()
                return False
            case _:
                self._reply("502 5.5.1 Unknown command")
        return True

    async def _quit(self) -> None:
        """Postfix sends QUIT together with the end of a message and reads our 221 after it recorded the replies.
        If it disconnects without reading all of them, the kernel reports ECONNRESET. Raises OSError, TimeoutError."""
        self._reply("221 2.0.0 Bye")
        await self._flush()
        async with asyncio.timeout(RECORD_SECONDS):
            await self._reader.read()
        self._answered = None

    def _mail(self, line: str) -> None:
        match = _MAIL.fullmatch(line)
        if not match:
            self._reply("501 5.5.4 Syntax: MAIL FROM:<address>")
            return
        parameters = tuple(word for word in match[2].upper().split() if word in _FORWARDED_PARAMETERS)
        self._transaction = _Transaction(match[1], parameters)
        self._reply("250 2.1.0 Ok")

    def _rcpt(self, line: str) -> None:
        match = _RCPT.fullmatch(line)
        if self._transaction is None:
            self._reply("503 5.5.1 MAIL first")
        elif not match:
            self._reply("501 5.1.3 Syntax: RCPT TO:<address>")
        elif len(self._transaction.recipients) >= MAX_RECIPIENTS:
            self._reply("452 4.5.3 Too many recipients")
        else:
            self._transaction.recipients.append(match[1])
            self._reply("250 2.1.5 Ok")

    async def _data(self) -> None:
        transaction, self._transaction = self._transaction, None
        if transaction is None or not transaction.recipients:
            self._reply("503 5.5.1 No valid recipients")
            return
        self._reply("354 End data with <CR><LF>.<CR><LF>")
        groups, replies = self._by_policy(transaction)
        content = Content(self._context.scratch)
        scan: Scan | None = None
        spam_check = SpamCheck(self._context.spamd, self._context.rspamd, content, self._context.taught)
        sender_check = SenderCheck(self._context.senders, content)
        try:
            await self._receive(content)
            if self._is_scanned(groups):
                scan = Scan(self._context.clamd, content.reopened())
            envelope = Envelope(
                self._direction,
                self._attribute("IDENT", _IDENT) or _fallback_queue_id(content),
                transaction.sender,
                tuple(transaction.recipients),
                transaction.parameters,
                self._attribute("ADDR", _ADDR).upper().removeprefix("IPV6:").lower(),
                self._attribute("HELO", _HELO),
            )
            receive = partial(
                Message.received, content=content, scan=scan, spam_check=spam_check, sender_check=sender_check
            )
            async with travel(envelope, receive, groups, self._context) as travelled:
                replies |= travelled
                # RFC 2033 section 4.2: one reply for each accepted RCPT, in their order.
                self._reply(*[replies[recipient] for recipient in transaction.recipients])
                self._answered = _Answered(envelope.queue_id)
                await self._flush()
        finally:
            self._forwarded = {}
            spam_check.close()
            sender_check.close()
            if scan is not None:
                scan.close()
            content.close()

    def _attribute(self, name: str, grammar: re.Pattern[str]) -> str:
        """What Postfix forwarded by XFORWARD; "" if it did not, or if it is none."""
        value = self._forwarded.get(name, "")
        return value if grammar.fullmatch(value) else ""

    async def _receive(self, content: Content) -> None:
        dots = DotReader()
        data, self._received = self._received, b""
        while True:
            text, rest = dots.feed(data)
            content.append(text)
            if rest is not None:
                break
            data = await self._read()
        self._received = rest

    def _by_policy(self, transaction: _Transaction) -> tuple[dict[FilterPolicy, tuple[str, ...]], dict[str, Reply]]:
        """The recipients of each policy, and the replies for those without one. Outgoing: the sender's policy."""
        groups: dict[FilterPolicy, tuple[str, ...]] = {}
        replies: dict[str, Reply] = {}
        for recipient in dict.fromkeys(transaction.recipients):
            address = recipient if self._direction is Direction.INCOMING else transaction.sender
            try:
                policy = self._policy_of(address).of_recipient(address)
            except NoPolicy as error:
                log.warning("no policy for %s: %s", address, error)
                replies[recipient] = later("No policy for this domain yet, try later")
            else:
                groups[policy] = (*groups.get(policy, ()), recipient)
        return groups, replies

    def _policy_of(self, address: str) -> FilterPolicy:
        """The default policy for mail without a sender (read receipts, RFC 8098 section 3) and for the box's own.
        Raises NoPolicy."""
        domain, hostname = address.rpartition("@")[2], self._context.config.hostname
        if domain.lower() in ("", hostname):
            return FilterPolicy(domain=hostname)
        return self._context.policies.of(domain)

    def _is_scanned(self, groups: dict[FilterPolicy, tuple[str, ...]]) -> bool:
        return any(getattr(policy.virus, self._direction.value) for policy in groups)


def _decoded(xtext: str) -> str:
    return re.sub(r"\+([0-9A-F]{2})", lambda match: chr(int(match[1], 16)), xtext)


def _fallback_queue_id(content: Content) -> str:
    """The queue id if Postfix sends none (its own notices): from the Received field that Postfix put on top, else
    a name that is the same at every attempt."""
    if received := _RECEIVED.match(content.head):
        return received[1].decode()
    return "x" + hashlib.sha256(content.head).hexdigest()[:31]

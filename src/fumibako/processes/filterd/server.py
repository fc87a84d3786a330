"""The LMTP server (RFC 2033) behind Postfix's queue: one session per connection, mails one after the other.

Each recipient gets a reply of its own after the mail.
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
from fumibako.machine.system.accounts import uid_of
from fumibako.machine.system.peers import peer_of
from fumibako.processes.filterd.content import BLOCK_BYTES, Content
from fumibako.processes.filterd.engines.clamd import Scan
from fumibako.processes.filterd.engines.spamd import Opinion
from fumibako.processes.filterd.equipment import Equipment
from fumibako.processes.filterd.journey import travel
from fumibako.processes.filterd.mail import Direction, Envelope, Mail
from fumibako.processes.filterd.onward import Reply, later
from fumibako.processes.filterd.policies import NoPolicy
from fumibako.processes.filterd.wire import DotReader

log = logging.getLogger(__name__)

IDLE_SECONDS = 600
NOTING_SECONDS = 1.0  # Postfix keeps an idle connection for two (postconf(5), connection_cache_ttl_limit)
LONGEST_LINE = 4096
MOST_RECIPIENTS = 1000
_CAPABILITIES = ("PIPELINING", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES", "XFORWARD IDENT")
# RFC 5321 section 4.1.2: a local part in quotes may hold blanks.
_MAILBOX = r"(?:\"(?:[^\"\\\x00-\x1f]|\\[ -~])*\"|[^<>\x00-\x20\"]+)@[^<>\x00-\x20@]+"
_MAIL = re.compile(rf"MAIL FROM:\s*<({_MAILBOX}|[^<>\x00-\x20\"]*)>((?: +[!-~]+)*)", re.I)
_RCPT = re.compile(rf"RCPT TO:\s*<({_MAILBOX})>(?: +[!-~]+)*", re.I)
_IDENT = re.compile(r"XFORWARD (?:.* )?IDENT=([0-9A-Za-z]{1,32})(?: .*)?", re.I)
_RECEIVED = re.compile(rb"Received: by [^\r\n]+ \(Postfix\)\r\n\tid ([0-9A-Za-z]{1,32});")
_KEPT_PARAMETERS = ("BODY=8BITMIME", "SMTPUTF8")


class _Over(Exception):
    """The client went away, or broke the rules in a way that leaves nothing to say."""


@dataclass
class _Transaction:
    sender: str
    parameters: tuple[str, ...]
    recipients: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Told:
    """A mail whose answer was written. Postfix that goes away at once and wordless may not have noted it."""

    queue_id: str
    at: float = field(default_factory=time.monotonic)

    @property
    def is_fresh(self) -> bool:
        return time.monotonic() - self.at < NOTING_SECONDS


class Session:
    """One connection of Postfix's."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        direction: Direction,
        equipment: Equipment,
    ) -> None:
        self._reader, self._writer = reader, writer
        self._direction, self._equipment = direction, equipment
        self._received = b""
        self._said: list[str] = []
        self._ident = ""
        self._transaction: _Transaction | None = None
        self._told: _Told | None = None

    async def serve(self) -> None:
        try:
            self._say("220 filterd LMTP")
            while await self._command(await self._line()):
                pass
        except (_Over, OSError, TimeoutError) as error:
            log.debug("session over: %s", error)
        finally:
            if self._told is not None and self._told.is_fresh:
                self._equipment.doubts.add(self._told.queue_id)
            self._writer.close()
            with contextlib.suppress(OSError):
                await self._writer.wait_closed()

    def _say(self, *lines: str | Reply) -> None:
        """Answers go out together when there is nothing left to answer (RFC 2920 section 3.2)."""
        self._said += (f"{line}\r\n" for line in lines)

    async def _speak(self) -> None:
        said, self._said = "".join(self._said), []
        self._writer.write(said.encode("utf-8", "replace"))
        await self._writer.drain()

    async def _read(self) -> bytes:
        await self._speak()
        async with asyncio.timeout(IDLE_SECONDS):
            data = await self._reader.read(BLOCK_BYTES)
        if not data:
            raise _Over("closed by the client")
        self._told = None
        return data

    async def _line(self) -> str:
        while (end := self._received.find(b"\r\n")) < 0:
            if len(self._received) > LONGEST_LINE:
                raise _Over("line too long")
            self._received += await self._read()
        line, self._received = self._received[:end], self._received[end + 2 :]
        return line.decode("utf-8", "replace")

    async def _command(self, line: str) -> bool:
        """Answer one command; False after the last."""
        match line.split(" ", 1)[0].upper():
            case "LHLO":
                self._transaction = None
                self._say("250-filterd", *[f"250-{word}" for word in _CAPABILITIES[:-1]], f"250 {_CAPABILITIES[-1]}")
            case "XFORWARD":
                found = _IDENT.fullmatch(line)
                self._ident = found[1] if found else ""
                self._say("250 2.0.0 Ok")
            case "MAIL":
                self._mail(line)
            case "RCPT":
                self._rcpt(line)
            case "DATA":
                await self._data()
            case "RSET":
                self._transaction, self._ident = None, ""
                self._say("250 2.0.0 Ok")
            case "NOOP":
                self._say("250 2.0.0 Ok")
            case "QUIT":
                await self._part()
                return False
            case _:
                self._say("502 5.5.1 Unknown command")
        return True

    async def _part(self) -> None:
        """Postfix writes QUIT together with a mail's end, and reads our 221 after the mail's replies were noted.
        Where it goes away without reading all of it, the kernel tells (ECONNRESET). Raises OSError, TimeoutError."""
        self._say("221 2.0.0 Bye")
        await self._speak()
        async with asyncio.timeout(NOTING_SECONDS):
            await self._reader.read()
        self._told = None

    def _mail(self, line: str) -> None:
        found = _MAIL.fullmatch(line)
        if not found:
            self._say("501 5.5.4 Syntax: MAIL FROM:<address>")
            return
        parameters = tuple(word for word in found[2].upper().split() if word in _KEPT_PARAMETERS)
        self._transaction = _Transaction(found[1], parameters)
        self._say("250 2.1.0 Ok")

    def _rcpt(self, line: str) -> None:
        found = _RCPT.fullmatch(line)
        if self._transaction is None:
            self._say("503 5.5.1 MAIL first")
        elif not found:
            self._say("501 5.1.3 Syntax: RCPT TO:<address>")
        elif len(self._transaction.recipients) >= MOST_RECIPIENTS:
            self._say("452 4.5.3 Too many recipients")
        else:
            self._transaction.recipients.append(found[1])
            self._say("250 2.1.5 Ok")

    async def _data(self) -> None:
        transaction, self._transaction = self._transaction, None
        if transaction is None or not transaction.recipients:
            self._say("503 5.5.1 No valid recipients")
            return
        self._say("354 End data with <CR><LF>.<CR><LF>")
        groups, replies = self._grouped(transaction)
        content = Content(self._equipment.room)
        scan: Scan | None = None
        opinion = Opinion(self._equipment.spamd, content)
        try:
            await self._take(content)
            if self._is_scanned(groups):
                scan = Scan(self._equipment.clamd, content.reopened())
            envelope = Envelope(
                self._direction,
                self._ident or _name_for(content),
                transaction.sender,
                tuple(transaction.recipients),
                transaction.parameters,
            )
            arrive = partial(Mail.arrived, content=content, scan=scan, opinion=opinion)
            async with travel(envelope, arrive, groups, self._equipment) as travelled:
                replies |= travelled
                # RFC 2033 section 4.2: one reply for each RCPT that was accepted, in their order.
                self._say(*[replies[recipient] for recipient in transaction.recipients])
                self._told = _Told(envelope.queue_id)
                await self._speak()
        finally:
            self._ident = ""
            opinion.close()
            if scan is not None:
                scan.close()
            content.close()

    async def _take(self, content: Content) -> None:
        dots = DotReader()
        data, self._received = self._received, b""
        while True:
            text, rest = dots.feed(data)
            content.append(text)
            if rest is not None:
                break
            data = await self._read()
        self._received = rest

    def _grouped(self, transaction: _Transaction) -> tuple[dict[FilterPolicy, tuple[str, ...]], dict[str, Reply]]:
        """Who shares which policy; and the replies for those who have none (yet). Outgoing: the sender's."""
        groups: dict[FilterPolicy, tuple[str, ...]] = {}
        replies: dict[str, Reply] = {}
        for recipient in dict.fromkeys(transaction.recipients):
            whose = recipient if self._direction is Direction.INCOMING else transaction.sender
            try:
                policy = self._policy_of(whose)
            except NoPolicy as error:
                log.warning("no policy for %s: %s", whose, error)
                replies[recipient] = later("No policy for this domain yet, try later")
            else:
                groups[policy] = (*groups.get(policy, ()), recipient)
        return groups, replies

    def _policy_of(self, address: str) -> FilterPolicy:
        """The default policy for mail without a sender (read receipts, RFC 8098 section 3) and for the box's own.
        Raises NoPolicy."""
        domain, hostname = address.rpartition("@")[2], self._equipment.config.hostname
        if domain.lower() in ("", hostname):
            return FilterPolicy(domain=hostname)
        return self._equipment.policies.of(domain)

    def _is_scanned(self, groups: dict[FilterPolicy, tuple[str, ...]]) -> bool:
        return any(getattr(policy.virus, self._direction.value) for policy in groups)


def _name_for(content: Content) -> str:
    """The queue id of a mail whose id Postfix does not tell (its own notices): it stands in the line that Postfix
    put on top. Else a name that is the same at every try."""
    if received := _RECEIVED.match(content.head):
        return received[1].decode()
    return "x" + hashlib.sha256(content.head).hexdigest()[:31]


async def listen(equipment: Equipment) -> list[asyncio.Server]:
    """Open both sockets, for Postfix, the watchdog and root: who asks is looked at, not who can reach a socket."""
    config = equipment.config
    welcome = frozenset({0, uid_of("postfix"), config.uids.watchdog})
    servers = []
    for direction, path in (
        (Direction.INCOMING, config.filter_in_socket),
        (Direction.OUTGOING, config.filter_out_socket),
    ):
        path.unlink(missing_ok=True)
        server = await asyncio.start_unix_server(_serving(direction, equipment, welcome), path, limit=BLOCK_BYTES)
        path.chmod(0o666)
        servers.append(server)
    return servers


def _serving(direction: Direction, equipment: Equipment, welcome: frozenset[int]):  # type: ignore[no-untyped-def]
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = peer_of(writer.get_extra_info("socket"))
        if peer.uid not in welcome:
            log.warning("uid %d is not welcome", peer.uid)
            writer.close()
            return
        await Session(reader, writer, direction, equipment).serve()

    return serve

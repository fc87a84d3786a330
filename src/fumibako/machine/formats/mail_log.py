"""The log lines of Postfix, Dovecot's LMTP and filterd that tell what became of a mail, each as a value.

Addresses, message ids, HELO names and other servers' replies in these lines are strangers' words: each pattern holds
for the whole line, names the program that may write it, and takes no address whose quotes do not match. Postfix
writes addresses in quoted form (postconf(5), info_log_addr_form) and "?" for what is not printable.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from fumibako.machine.formats.filter_facts import FilterFacts, read_facts
from fumibako.machine.formats.queue_ids import parse_queue_id


@dataclass(frozen=True)
class Came:
    """A message entered the queue. door: the service of master.cf, "smtp" for port 25; account: the login that sent
    it."""

    queue_id: str
    door: str
    client: str
    account: str


@dataclass(frozen=True)
class Identified:
    queue_id: str
    message_id: str


@dataclass(frozen=True)
class Queued:
    queue_id: str
    sender: str
    size: int


@dataclass(frozen=True)
class Tried:
    """One attempt for one recipient. original: the address before aliases, "" where it is the same.

    hop: "incoming" or "outgoing", filterd's sockets; else "". relay: the next server, "" where none was reached.
    next_id: the queue id behind the outgoing filter; session: Dovecot's name for the delivery. Only our own filter is
    believed in these two.
    """

    queue_id: str
    recipient: str
    original: str
    hop: str
    relay: str
    dsn: str
    status: str
    reply: str
    next_id: str = ""
    session: str = ""


@dataclass(frozen=True)
class Refusal:
    """A recipient was refused at the door, or the message for it after its text or its header had come. queue_id: ""
    unless a recipient was accepted before."""

    queue_id: str
    client: str
    reply: str
    dsn: str
    sender: str
    recipient: str


@dataclass(frozen=True)
class Returned:
    """The sender was sent a notice of failure or, with is_delay, of delay."""

    queue_id: str
    notice_id: str
    is_delay: bool


@dataclass(frozen=True)
class Expired:
    queue_id: str


@dataclass(frozen=True)
class Checked:
    queue_id: str
    facts: FilterFacts


@dataclass(frozen=True)
class Filed:
    """Dovecot stored the mail in a folder."""

    session: str
    folder: str


@dataclass(frozen=True)
class Forwarded:
    session: str
    target: str


@dataclass(frozen=True)
class Discarded:
    """A rule of the recipient's threw the mail away."""

    session: str


@dataclass(frozen=True)
class Replied:
    """Dovecot sent the recipient's auto-reply."""

    session: str
    target: str


Fact = (
    Replied
    | Came
    | Identified
    | Queued
    | Tried
    | Refusal
    | Returned
    | Expired
    | Checked
    | Filed
    | Forwarded
    | Discarded
)

_ID = r"([0-9A-Za-z]{10,40})"
_ADDRESS = r'<((?:"(?:[^"\\]|\\.)*"|[^"<>\\])*)>'
_POSTFIX = re.compile(r"([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) \S+ postfix/(?:([a-z]+)/)?([a-z]+)\[\d+\]: (.*)")
_CAME = re.compile(_ID + r": client=([^,\s]+)(?:, sasl_method=[^,\s]+)?(?:, sasl_username=([^,\s]+))?(?:, .*)?")
_IDENTIFIED = re.compile(_ID + r": (?:resent-)?message-id=(.*)")
_QUEUED = re.compile(_ID + r": from=" + _ADDRESS + r", size=(\d+), nrcpt=\d+ \(queue active\)")
_TRIED = re.compile(
    _ID + r": to=" + _ADDRESS + r"(?:, orig_to=" + _ADDRESS + r")?, relay=([^,\s]+)(?:, conn_use=\d+)?, delay=[\d.]+,"
    r" delays=[\d./]+, dsn=(\d\.\d+\.\d+), status=([a-z]+) \((.*)\)"
)
_REFUSAL = re.compile(
    r"(NOQUEUE|[0-9A-Za-z]{10,40}): reject: (?:RCPT|DATA|END-OF-MESSAGE) from ([^\s:]+):"
    r" (\d{3} (\d\.\d+\.\d+) .*); from=" + _ADDRESS + r" to=" + _ADDRESS + r" proto=\S+(?: helo=<\S*>)?"
)
# Of the header's text, which stands first, the greedy beginning leaves nothing to match.
_HEADER_REFUSAL = re.compile(
    _ID
    + r": reject: header .* from ([^\s;]+); from="
    + _ADDRESS
    + r" to="
    + _ADDRESS
    + r"(?: proto=\S+)?(?: helo=<\S*>)?: ((\d\.\d+\.\d+) .*)"
)
_RETURNED = re.compile(_ID + r": sender (non-delivery|delay) notification: " + _ID)
_EXPIRED = re.compile(_ID + r": from=" + _ADDRESS + r", status=(?:force-)?expired, returned to sender")
_REQUEUED = re.compile(r"250 2\.0\.0 Ok: queued as " + _ID)
_SAVED = re.compile(r"250 2\.0\.0 <[^>]*> (\S+) Saved")
_OUR_HOP = re.compile(r"[^\[\]]*\[/[^\]]*/run/filterd/(incoming|outgoing)\]")
_TRYING = frozenset({"lmtp", "smtp", "qmgr", "error", "retry", "discard", "bounce"})

_DOVECOT = re.compile(
    r"([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) lmtp\([^()\s]+\)<\d+><([^>\s]+)>: Info: sieve: msgid=.*: (.*)"
)
_FILED = re.compile(r"(?:fileinto action: )?stored mail into mailbox '(.*)'")
_FORWARDED = re.compile(r"(?:redirect action: )?forwarded to " + _ADDRESS)
_REPLIED = re.compile(r"(?:vacation action: )?sent vacation response to " + _ADDRESS)
_DISCARDED = re.compile(r"(?:discard action: )?[Mm]arked message to be discarded if not explicitly delivered.*")

_FILTERD = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d),\d{3} INFO (.*)")


@dataclass(frozen=True)
class Clock:
    """What a local time in a log means. now: in UTC; offset: of local time from UTC."""

    now: datetime
    offset: timedelta

    def of_syslog(self, text: str) -> datetime:
        """Without a year: the last such day."""
        here = timezone(self.offset)
        latest = self.now.astimezone(here) + timedelta(days=1)
        for year in range(latest.year, latest.year - 5, -1):  # 29 February needs a leap year
            try:
                moment = datetime.strptime(f"{year} {text}", "%Y %b %d %H:%M:%S").replace(tzinfo=here)
            except ValueError:
                continue
            if moment <= latest:
                return moment
        raise ValueError(text)

    def of_iso(self, text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=timezone(self.offset))


def read_postfix(line: str, clock: Clock) -> tuple[datetime, Fact] | None:
    if not (match := _POSTFIX.fullmatch(line)):
        return None
    try:
        fact = _postfix_fact(match[2] or "", match[3], match[4])
        return (clock.of_syslog(match[1]), fact) if fact else None
    except ValueError:  # BadQueueId among them
        return None


def read_dovecot(line: str, clock: Clock) -> tuple[datetime, Fact] | None:
    if not (match := _DOVECOT.fullmatch(line)):
        return None
    session, words = match[2], match[3]
    fact: Fact
    if filed := _FILED.fullmatch(words):
        fact = Filed(session, filed[1])
    elif forwarded := _FORWARDED.fullmatch(words):
        fact = Forwarded(session, forwarded[1])
    elif replied := _REPLIED.fullmatch(words):
        fact = Replied(session, replied[1])
    elif _DISCARDED.fullmatch(words):
        fact = Discarded(session)
    else:
        return None
    try:
        return clock.of_syslog(match[1]), fact
    except ValueError:
        return None


def read_filterd(line: str, clock: Clock) -> tuple[datetime, Fact] | None:
    if not (match := _FILTERD.fullmatch(line)) or not (found := read_facts(match[2])):
        return None
    try:
        return clock.of_iso(match[1]), Checked(*found)
    except ValueError:
        return None


Reader = Callable[[str, Clock], tuple[datetime, Fact] | None]
READERS: Mapping[str, Reader] = {"filterd": read_filterd, "dovecot": read_dovecot, "postfix": read_postfix}


def _postfix_fact(service: str, program: str, words: str) -> Fact | None:
    """Raises BadQueueId."""
    if program == "smtpd":
        return _of_smtpd(service, words)
    if program == "cleanup" and (match := _IDENTIFIED.fullmatch(words)):
        return Identified(parse_queue_id(match[1]), match[2])
    if program == "cleanup" and (match := _HEADER_REFUSAL.fullmatch(words)):
        return Refusal(parse_queue_id(match[1]), match[2], match[5], match[6], match[3], match[4])
    if program == "qmgr" and (match := _QUEUED.fullmatch(words)):
        return Queued(parse_queue_id(match[1]), match[2], int(match[3]))
    if program == "qmgr" and (match := _EXPIRED.fullmatch(words)):
        return Expired(parse_queue_id(match[1]))
    if program == "bounce" and (match := _RETURNED.fullmatch(words)):
        return Returned(parse_queue_id(match[1]), parse_queue_id(match[3]), match[2] == "delay")
    if program in _TRYING and (match := _TRIED.fullmatch(words)):
        return _tried(match)
    return None


def _of_smtpd(service: str, words: str) -> Fact | None:
    if match := _REFUSAL.fullmatch(words):
        queue_id = "" if match[1] == "NOQUEUE" else parse_queue_id(match[1])
        return Refusal(queue_id, match[2], match[3], match[4], match[5], match[6])
    if match := _CAME.fullmatch(words):
        return Came(parse_queue_id(match[1]), service or "smtp", match[2], match[3] or "")
    return None


def _tried(match: "re.Match[str]") -> Tried:
    queue_id, recipient, original, relay, dsn, status, reply = match.groups()
    ours = _OUR_HOP.fullmatch(relay)
    next_id = session = ""
    if ours and ours[1] == "outgoing" and (requeued := _REQUEUED.fullmatch(reply)):
        next_id = parse_queue_id(requeued[1])
    if ours and ours[1] == "incoming" and (saved := _SAVED.fullmatch(reply)):
        session = saved[1]
    return Tried(
        queue_id=parse_queue_id(queue_id),
        recipient=recipient,
        original=original or "",
        hop=ours[1] if ours else "",
        relay="" if relay == "none" or ours else relay,
        dsn=dsn,
        status=status,
        reply=reply,
        next_id=next_id,
        session=session,
    )

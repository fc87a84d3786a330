"""Whether the From field can be true (docs/decisions/0020). Incoming messages are marked; outgoing ones in somebody
else's name are refused.

X-Fumibako-From: ambiguous   several From fields, or one that readers parse differently or too long to be read, or a
                             header too large to look for them all: goes to the spam box
X-Fumibako-From: unproven    names an address in a domain of this box, but no login of that domain sent it
"""

import logging
import re
import unicodedata
from email.utils import getaddresses

from fumibako.machine.daemons.filterd.marks import STAMP
from fumibako.machine.formats.charsets import words
from fumibako.machine.formats.filter_policy import FilterPolicy
from fumibako.processes.filterd import stamp
from fumibako.processes.filterd.context import Context
from fumibako.processes.filterd.message import Message
from fumibako.processes.filterd.onward import Reply
from fumibako.processes.filterd.policies import NoPolicy
from fumibako.processes.filterd.verdict import Pass, Refuse, Replace, Verdict

log = logging.getLogger(__name__)

NAME = "X-Fumibako-From"
# An address has at most 64 + 1 + 255 characters (RFC 5321 section 4.5.3.1), a display name a few hundred.
MAX_FIELD_CHARACTERS = 2000
# The whole field with its folded lines; blanks may precede the colon (RFC 5322 section 4.5, obs).
_FROM, _AUTHOR = (
    re.compile(rb"^(" + name + rb")([ \t]*):((?:[^\r\n]|\r(?!\n)|\r?\n[ \t])*)", re.I | re.M)
    for name in (rb"From", rb"(?:Resent-)?(?:From|Sender)")
)
# Except the escapes of ISO-2022-JP, which old forms and gateways write without RFC 2047 encoding.
_CONTROL = re.compile(rb"[\0-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]|\r(?!\n)|\x1b(?!\$[@B]|\([BJI])")
_ADDRESS = re.compile(r"[^\s<>()@,;:\"]@([A-Za-z0-9.-]+)")
# Anything that looks like an address to people: also in a display name ("ceo@example.com" <…>) or with blanks
# around the @.
_LIKE_AN_ADDRESS = re.compile(r"[^\s<>(),;:@]*\s*@\s*(?:\[|(?:[\w-]+\.)+[\w-]+)")
# postsrsd(8): SRS0=hash=days=domain=local part.
_SRS = re.compile(r"srs0[=+-][^=]*=[^=]*=([^=]+)=.*", re.I)
# After Postfix's own fields: the stamp as the filter wrote it.
_STAMPED = re.compile(
    rb"(?:(?!X-)[!-9;-~]+:[^\r\n]*\r\n(?:[ \t][^\r\n]*\r\n)*)*?" + STAMP.encode() + rb": ([^\r\n]{1,100})\r\n", re.I
)


async def author(message: Message, policy: FilterPolicy, context: Context) -> Verdict:
    fields = _FROM.findall(message.header)
    if message.flaw or _are_ambiguous(fields):
        return Replace(message.prepend(f"{NAME}: ambiguous"))
    if _is_own_notice(message, context):
        return Pass()
    sending = sending_domain(message.envelope.sender, context.config.hostname)
    for *_, value in fields:
        # Every address in it counts, including those in names and comments: people read them.
        named = {domain.lower().rstrip(".") for domain in _ADDRESS.findall(_text(value))}
        if any(domain != sending and is_ours(domain, context) for domain in named):
            return Replace(message.prepend(f"{NAME}: unproven"))
    return Pass()


def sending_domain(sender: str, hostname: str) -> str:
    """The sender's domain. Forwarded by us: the original sender's, from the SRS address, which outsiders cannot use."""
    local_part, _, domain = sender.lower().rpartition("@")
    forwarded = _SRS.fullmatch(local_part) if domain == hostname else None
    return forwarded[1] if forwarded else domain


def _is_own_notice(message: Message, context: Context) -> bool:
    """A virus warning to one of our own users about a message they sent."""
    if message.envelope.sender or not (first := _STAMPED.match(message.content.head)):
        return False
    stamped = stamp.read(context.secret, first[1].decode("ascii", "replace"))
    return stamped is not None and stamped[1] == "removed"


async def own_author(message: Message, policy: FilterPolicy, context: Context) -> Verdict:
    """Postfix checked the envelope; From, Sender, Resent-From and Resent-Sender may name only the same person."""
    if not message.login and not message.envelope.sender:
        return Pass()  # a bounce of a forwarded message on its way back: none of our users wrote it
    own = {_normalised(message.envelope.sender), _normalised(message.login)}
    fields = _AUTHOR.findall(message.header)
    if message.flaw or _are_ambiguous(fields):
        reason = "From and Sender: once, and so that all read the same"
    elif any(_addresses_in(value) - own for *_, value in fields):
        reason = "From and Sender: only your own address"
    else:
        return Pass()
    log.warning("%s: refused: %s: %s", message.envelope.queue_id, message.envelope.sender, reason)
    return Refuse(Reply(550, f"5.7.1 {reason}"))


def _are_ambiguous(fields: list[tuple[bytes, bytes, bytes]]) -> bool:
    """fields: name, blanks before the colon, value."""
    if len({name.lower() for name, *_ in fields}) < len(fields):
        return True
    return any(blanks or len(value) > MAX_FIELD_CHARACTERS or _CONTROL.search(value) for _, blanks, value in fields)


def _text(value: bytes) -> str:
    """The text as displayed: without invisible characters, and with the full stop that domains use (RFC 3490 section
    3.1)."""
    visible = (c for c in unicodedata.normalize("NFKC", words(value)) if unicodedata.category(c) != "Cf")
    return " ".join("".join(visible).replace("。", ".").split())


def _addresses_in(value: bytes) -> set[str]:
    """The addresses as programs and as people may read the field."""
    text = _text(value)
    found = [address for _, address in getaddresses([text]) if "@" in address]
    return {_normalised(address) for address in found + _LIKE_AN_ADDRESS.findall(text)}


def _normalised(address: str) -> str:
    """One spelling per mailbox, without an address extension (recipient_delimiter)."""
    local_part, _, domain = "".join(address.split()).strip("\"'").rpartition("@")
    return f"{local_part.partition('+')[0]}@{domain.rstrip('.')}".lower()


def is_ours(domain: str, context: Context) -> bool:
    if domain == context.config.hostname:
        return True
    try:
        context.policies.of(domain)
    except NoPolicy:
        return False
    return True

"""Whom a mail says it is from, and whether that can be (docs/decisions/0020).

What comes in is marked, what our own people send in another's name is refused.

X-Fumibako-From: ambiguous   two From fields or more, or one that readers read differently or that nobody reads to its
                             end: goes to the spam box
X-Fumibako-From: unproven    names an address in a domain of this box, but nobody of it has logged in to send it
"""

import logging
import re
import unicodedata
from email.utils import getaddresses

from fumibako.machine.daemons.filterd.marks import STAMP
from fumibako.machine.formats.charsets import words
from fumibako.machine.formats.filter_policy import FilterPolicy
from fumibako.processes.filterd import stamp
from fumibako.processes.filterd.equipment import Equipment
from fumibako.processes.filterd.mail import Mail
from fumibako.processes.filterd.onward import Reply
from fumibako.processes.filterd.policies import NoPolicy
from fumibako.processes.filterd.verdict import Pass, Refuse, Replace, Verdict

log = logging.getLogger(__name__)

NAME = "X-Fumibako-From"
# A name and an address have 64 + 1 + 255 and some hundred letters at most (RFC 5321 section 4.5.3.1).
LONGEST_FIELD = 2000
# The whole field with its folded lines; a blank may stand before the colon (RFC 5322 section 4.5, obs).
_FROM, _AUTHOR = (
    re.compile(rb"^(" + names + rb")([ \t]*):((?:[^\r\n]|\r(?!\n)|\r?\n[ \t])*)", re.I | re.M)
    for names in (rb"From", rb"(?:Resent-)?(?:From|Sender)")
)
# Not the escapes of ISO-2022-JP: old forms and gateways write it without RFC 2047 around it.
_CONTROL = re.compile(rb"[\0-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]|\r(?!\n)|\x1b(?!\$[@B]|\([BJI])")
_ADDRESS = re.compile(r"[^\s<>()@,;:\"]@([A-Za-z0-9.-]+)")
# Whatever a person may take for an address: also in a name ("ceo@example.com" <…>), also with blanks around the @.
_LIKE_AN_ADDRESS = re.compile(r"[^\s<>(),;:@]*\s*@\s*(?:\[|(?:[\w-]+\.)+[\w-]+)")
# postsrsd(8): SRS0=hash=days=domain=local part.
_SRS = re.compile(r"srs0[=+-][^=]*=[^=]*=([^=]+)=.*", re.I)
# Behind Postfix's own lines, as it came from the filter.
_STAMPED = re.compile(
    rb"(?:(?!X-)[!-9;-~]+:[^\r\n]*\r\n(?:[ \t][^\r\n]*\r\n)*)*?" + STAMP.encode() + rb": ([^\r\n]{1,100})\r\n", re.I
)


async def author(mail: Mail, policy: FilterPolicy, equipment: Equipment) -> Verdict:
    fields = _FROM.findall(mail.header)
    if _are_ambiguous(fields):
        return Replace(mail.with_front(f"{NAME}: ambiguous"))
    if _is_own_notice(mail, equipment):
        return Pass()
    sending = _sending_domain(mail.envelope.sender, equipment.config.hostname)
    for *_, value in fields:
        # Every address in it counts, also one in a name or a comment: people read those.
        named = {domain.lower().rstrip(".") for domain in _ADDRESS.findall(_text(value))}
        if any(domain != sending and _is_ours(domain, equipment) for domain in named):
            return Replace(mail.with_front(f"{NAME}: unproven"))
    return Pass()


def _sending_domain(sender: str, hostname: str) -> str:
    """Forwarded by one of ours: the first sender's, out of the SRS address that nobody from outside may use."""
    local_part, _, domain = sender.lower().rpartition("@")
    forwarded = _SRS.fullmatch(local_part) if domain == hostname else None
    return forwarded[1] if forwarded else domain


def _is_own_notice(mail: Mail, equipment: Equipment) -> bool:
    """A warning of the virus check to one of our own people, who has sent what it is about."""
    if mail.envelope.sender or not (first := _STAMPED.match(mail.content.head)):
        return False
    stamped = stamp.read(equipment.secret, first[1].decode("ascii", "replace"))
    return stamped is not None and stamped[1] == "removed"


async def own_author(mail: Mail, policy: FilterPolicy, equipment: Equipment) -> Verdict:
    """Postfix has seen to the envelope; From, Sender, Resent-From and Resent-Sender may name the same person only."""
    if not mail.login and not mail.envelope.sender:
        return Pass()  # a bounce on its way back to whose mail was forwarded: nobody of ours has written it
    own = {_plain(mail.envelope.sender), _plain(mail.login)}
    fields = _AUTHOR.findall(mail.header)
    if mail.flaw or _are_ambiguous(fields):
        reason = "From and Sender: once, and so that all read the same"
    elif any(_addresses_in(value) - own for *_, value in fields):
        reason = "From and Sender: only your own address"
    else:
        return Pass()
    log.warning("%s: refused: %s: %s", mail.envelope.queue_id, mail.envelope.sender, reason)
    return Refuse(Reply(550, f"5.7.1 {reason}"))


def _are_ambiguous(fields: list[tuple[bytes, bytes, bytes]]) -> bool:
    """fields: name, blanks before the colon and value of each."""
    if len({name.lower() for name, *_ in fields}) < len(fields):
        return True
    return any(blank or len(value) > LONGEST_FIELD or _CONTROL.search(value) for _, blank, value in fields)


def _text(value: bytes) -> str:
    """As people see it: without what is not shown, and with the one kind of dot that domains have (RFC 3490 section
    3.1)."""
    shown = (c for c in unicodedata.normalize("NFKC", words(value)) if unicodedata.category(c) != "Cf")
    return " ".join("".join(shown).replace("。", ".").split())


def _addresses_in(value: bytes) -> set[str]:
    """As programs read the field, and as people may."""
    text = _text(value)
    found = [address for _, address in getaddresses([text]) if "@" in address]
    return {_plain(address) for address in found + _LIKE_AN_ADDRESS.findall(text)}


def _plain(address: str) -> str:
    """One spelling of a mailbox's address, without an extension (recipient_delimiter)."""
    local_part, _, domain = "".join(address.split()).strip("\"'").rpartition("@")
    return f"{local_part.partition('+')[0]}@{domain.rstrip('.')}".lower()


def _is_ours(domain: str, equipment: Equipment) -> bool:
    if domain == equipment.config.hostname:
        return True
    try:
        equipment.policies.of(domain)
    except NoPolicy:
        return False
    return True

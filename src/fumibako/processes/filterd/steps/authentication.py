"""Who sent it (B14). Incoming: what SPF, DKIM and DMARC say, in Authentication-Results; mail that its author's domain
disowns gets X-Fumibako-Dmarc, by which Sieve moves it to the spam box. Outgoing: the domain's DKIM signature.

X-Fumibako-Dmarc: failed policy=reject   or quarantine
"""

import ipaddress
import logging
import re
from dataclasses import replace
from email.utils import getaddresses

from fumibako.machine.formats import authentication_results
from fumibako.machine.formats.authentication_results import Result
from fumibako.machine.formats.dmarc import Policy
from fumibako.machine.formats.filter_policy import FilterPolicy
from fumibako.processes.filterd.context import Context
from fumibako.processes.filterd.engines.senders import Known, Sender
from fumibako.processes.filterd.message import Message
from fumibako.processes.filterd.policies import NoPolicy
from fumibako.processes.filterd.signing import NoKey, Unsignable
from fumibako.processes.filterd.steps.author import MAX_FIELD_CHARACTERS, is_ours, sending_domain
from fumibako.processes.filterd.verdict import Pass, Replace, TryLater, Verdict

log = logging.getLogger(__name__)

NAME = "X-Fumibako-Dmarc"
_RESULTS = re.compile(
    rb"^" + authentication_results.NAME.encode() + rb"[ \t]*:([^\n]*(?:\n[ \t][^\n]*)*)(?:\n|\Z)", re.I | re.M
)


async def authentication(message: Message, policy: FilterPolicy, context: Context) -> Verdict:
    server, envelope = context.config.hostname, message.envelope
    if _comes_back(message, context):
        return Pass()  # forwarded by us: what we found out when it came is in it
    message = _without_our_results(message, server)
    if not envelope.client or message.sender_check is None:
        return Replace(message)
    domain = domain_of_login(envelope.sender, server)
    if domain and is_ours(domain, context):
        # Postfix takes our own addresses as senders from their logins only.
        proven = Result("auth", "pass", (("smtp.mailfrom", domain),))
        return Replace(message.prepend(authentication_results.write(server, [proven])))
    sender = Sender(envelope.client, envelope.helo, envelope.sender, _authors(message))
    try:
        known = await message.sender_check.known(sender)
    except Exception as error:  # what strangers write trips libraries up in many ways; no verdict stops a mail
        log.warning("%s: sender not checked: %s", envelope.queue_id, type(error).__name__)
        slow = [Result(method, "temperror") for method in ("spf", "dkim", "dmarc")]
        return Replace(message.prepend(authentication_results.write(server, slow)))
    lines = [authentication_results.write(server, _results(known, sender))]
    judged = known.dmarc
    if policy.senders.is_enforced and judged and judged.result == "fail" and judged.policy is not Policy.NONE:
        lines.append(f"{NAME}: failed policy={judged.policy}")
    return Replace(message.prepend(*lines))


async def signature(message: Message, policy: FilterPolicy, context: Context) -> Verdict:
    """The last step: what is added behind it is not signed. A key that cannot be read: the message waits."""
    if not policy.senders.selector and message.login:
        policy = _policy_of(message.login, context) or policy  # a read receipt has no sender
    if not policy.senders.selector:
        return Pass()
    try:
        field = await context.signer.signature(message, policy.domain, policy.senders.selector)
    except NoKey as error:
        return TryLater(f"cannot be signed: {error}")
    except Unsignable as error:
        log.warning("%s: goes unsigned: %s", message.envelope.queue_id, error)
        return Pass()
    return Replace(message.prepend(field))


def domain_of_login(sender: str, server: str) -> str:
    """The sender's domain; "" if SRS has made the address: whoever was sent a forwarded mail knows that one."""
    domain = sender.rpartition("@")[2].lower()
    return domain if sending_domain(sender, server) == domain else ""


def _comes_back(message: Message, context: Context) -> bool:
    """Dovecot's redirect to another of our addresses: the sender is one that SRS has made, the client this machine."""
    domain = message.envelope.sender.rpartition("@")[2].lower()
    if domain != context.config.hostname or sending_domain(message.envelope.sender, domain) == domain:
        return False
    return not message.envelope.client or ipaddress.ip_address(message.envelope.client).is_loopback


def _without_our_results(message: Message, server: str) -> Message:
    """Anybody may write that we had found them honest."""

    def kept(field: re.Match[bytes]) -> bytes:
        return b"" if authentication_results.is_of(server, field[1]) else field[0]

    return replace(message, header=_RESULTS.sub(kept, message.header))


def _authors(message: Message) -> tuple[str, ...]:
    """The domains in From, as programs read them."""
    fields = message.fields("From")
    if len(fields) != 1 or len(fields[0]) > MAX_FIELD_CHARACTERS:
        return ()  # the step `author` calls it ambiguous
    text = fields[0].decode("latin-1")
    try:
        named = [address for _, address in getaddresses([text])]
    except RecursionError:  # comments in comments
        named = re.findall(r"[^\s<>()@,;:\"]@[A-Za-z0-9.-]+", text)
    found = (address.rpartition("@")[2].lower().rstrip(".") for address in named if "@" in address)
    return tuple(dict.fromkeys(found))


def _results(known: Known, sender: Sender) -> list[Result]:
    identity = "smtp.mailfrom" if sender.address else "smtp.helo"
    results = [Result("spf", known.spf, ((identity, known.spf_domain),))]
    for each in known.signatures:
        results.append(Result("dkim", each.result, (("header.d", each.domain), ("header.s", each.selector))))
    if not known.signatures:
        results.append(Result("dkim", "none"))
    if judged := known.dmarc:
        comment = "" if judged.result in ("none", "temperror", "permerror") else f"p={judged.policy}"
        results.append(Result("dmarc", judged.result, (("header.from", judged.domain),), comment))
    return results


def _policy_of(address: str, context: Context) -> FilterPolicy | None:
    try:
        return context.policies.of(address.rpartition("@")[2])
    except NoPolicy:
        return None

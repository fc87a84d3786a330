"""The second virus engine (B9), for the domains that have ordered it, behind the basic check. It gets the whole message
and each decoded file; away, it keeps the message waiting.

Incoming: sender and subject stay, a notice stands before the text, the infected file is gone. Outgoing: as the basic
check, in words of its own.
"""

import email.policy
from dataclasses import replace
from email.message import Message as Mail
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from functools import partial

from fumibako.machine.formats.filter_facts import REMOVED
from fumibako.machine.formats.filter_policy import FilterPolicy
from fumibako.machine.notices.virus import SecondVirusRemoved, SecondVirusStopped
from fumibako.machine.notices.wording import written
from fumibako.processes.filterd import notices
from fumibako.processes.filterd.content import Content
from fumibako.processes.filterd.context import Context
from fumibako.processes.filterd.engines import EngineDown
from fumibako.processes.filterd.engines.clamd import Finding, State
from fumibako.processes.filterd.message import Direction, Message
from fumibako.processes.filterd.mime.extraction import Extraction, extract_by, scan_strict
from fumibako.processes.filterd.steps.virus_basic import notice_of
from fumibako.processes.filterd.verdict import Drop, Pass, Replace, TryLater, Verdict

# What a reader still wants to know of the original; what belongs to its structure is written anew.
_KEPT = ("Date", "From", "Sender", "Reply-To", "To", "Cc", "Subject", "Message-ID", "In-Reply-To", "References")
_LINE = "=" * 60


async def virus_second(message: Message, policy: FilterPolicy, context: Context) -> Verdict:
    is_incoming = message.envelope.direction is Direction.INCOMING
    is_wanted = policy.virus.incoming if is_incoming else policy.virus.outgoing
    if not policy.virus.second or not is_wanted or message.is_notice:
        return Pass()
    try:
        virus = await context.icap.scan(b"".join(message.content.blocks()))
        if not virus and await scan_strict(message.content, context.icap.scan) == "":
            return Pass()
        extraction = await extract_by(message.content, context.icap.scan, keeps_files=is_incoming)
    except EngineDown as error:
        return TryLater(str(error))
    virus = extraction.virus or virus
    if not virus:
        return Pass()
    found = Finding(State.INFECTED, virus)
    if not is_incoming:
        return _stopped(message, found, extraction, policy, context)
    try:
        return Replace(await _without_infection(message, found, extraction, policy, context))
    except EngineDown as error:
        return TryLater(str(error))


def _stopped(
    message: Message, found: Finding, extraction: Extraction, policy: FilterPolicy, context: Context
) -> Verdict:
    author = message.login or message.envelope.sender
    if not author:
        return Drop(found.name)
    notice = notice_of(SecondVirusStopped, message, found, extraction)
    warning = notices.compose(
        notice,
        policy.wordings(notice.key),
        envelope=replace(message.envelope, sender="", recipients=(author,), parameters=()),
        sender=context.virus_address,
        recipient=author,
        message_id=f"<{message.envelope.queue_id}.virus@{context.config.hostname}>",
        directory=context.scratch,
        signature=policy.signature,
    )
    return Drop(found.name, replace(warning, is_notice=True, outcome=REMOVED, virus=found.name))


async def _without_infection(
    message: Message, found: Finding, extraction: Extraction, policy: FilterPolicy, context: Context
) -> Message:
    """The message anew with as much of it as the engine finds nothing in: text and files, text, or neither. Raises
    EngineDown."""
    notice = notice_of(SecondVirusRemoved, message, found, extraction)
    words = written(notice, wordings=policy.wordings(notice.key)).body
    compose = partial(_composed, message, words)
    content = compose("", ())
    for text, files in ((extraction.text, extraction.attachments), (extraction.text, ())):
        candidate = compose(text, files)
        if not await context.icap.scan(candidate) and await _is_clean(candidate, context):
            content = candidate
            break
    envelope = replace(message.envelope, parameters=())
    rebuilt = Message.received(envelope, Content.of(content, context.scratch), spam_check=message.spam_check)
    return replace(rebuilt, prepended=message.prepended, outcome=REMOVED, virus=found.name)


async def _is_clean(content: bytes, context: Context) -> bool:
    """For the first engine, too: what it has not seen like this is not delivered."""
    return (await context.clamd.scan([content])).state in (State.CLEAN, State.ENCRYPTED)


def _composed(message: Message, words: str, text: str, files: tuple[tuple[str, bytes], ...]) -> bytes:
    body = MIMEText(f"{words}\n{_LINE}\n{text}\n" if text else words, "plain", "utf-8")
    mail: Mail = MIMEMultipart("mixed") if files else body
    if files:
        mail.attach(body)
        for name, content in files:
            part = MIMEApplication(content)
            part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
            mail.attach(part)
    structure = mail.as_bytes(policy=email.policy.compat32.clone(linesep="\r\n"))
    kept = b"".join(name.encode() + b":" + value + b"\r\n" for name in _KEPT for value in message.fields(name)[:1])
    return kept + structure

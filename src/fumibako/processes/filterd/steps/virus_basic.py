"""Virus check, basic (B7). Only an explicit "clean" passes; a message beyond the engine's limits counts as not scanned.

Incoming: the recipient gets a notice with the message's text instead of the message. Outgoing: it is delivered to
nobody, and the login that sent it gets a warning; the envelope sender may be an address of several people.
"""

from collections.abc import Callable
from dataclasses import astuple, replace
from functools import partial

from fumibako.machine.formats.charsets import readable
from fumibako.machine.formats.filter_facts import REMOVED
from fumibako.machine.formats.filter_policy import FilterPolicy
from fumibako.machine.notices.virus import (
    ScannedMessage,
    UnscannableRemoved,
    UnscannableStopped,
    VirusRemoved,
    VirusStopped,
)
from fumibako.machine.state import EncryptedTreatment
from fumibako.processes.filterd import notices
from fumibako.processes.filterd.context import Context
from fumibako.processes.filterd.engines import EngineDown
from fumibako.processes.filterd.engines.clamd import Clamd, Finding, State
from fumibako.processes.filterd.message import Direction, Message
from fumibako.processes.filterd.mime.extraction import Extraction, extract, scan_interpretations
from fumibako.processes.filterd.verdict import Drop, Pass, Replace, TryLater, Verdict

# For Sieve and mail programs. Subject and text stay unchanged, so that the sender's signatures stay valid.
MARK = "X-Fumibako-Encrypted"

# The placeholders that are filled from the message.
_QUOTED = ("date", "date_ja", "sender", "subject", "recipients", "file")


async def virus_basic(message: Message, policy: FilterPolicy, context: Context) -> Verdict:
    is_incoming = message.envelope.direction is Direction.INCOMING
    if not (policy.virus.incoming if is_incoming else policy.virus.outgoing):
        return Pass()
    if message.scan is None:
        return TryLater("no scan was started")
    try:
        finding = await message.scan.finding()
        if finding.state in (State.CLEAN, State.ENCRYPTED) and not message.flaw:
            finding = await scan_interpretations(message.content, finding, context.clamd)
        if message.flaw and finding.state is not State.INFECTED:
            finding = Finding(State.UNSCANNABLE, message.flaw)
        if finding.state is State.ENCRYPTED and policy.virus.encrypted is EncryptedTreatment.MARK:
            marked = message.prepend(f"{MARK}: not scanned; {finding.name}") if is_incoming else message
            return Replace(replace(marked, outcome=finding.state.value))
        if finding.state is State.CLEAN:
            return Replace(replace(message, outcome=finding.state.value))
        extraction = await extract(message.content, context.clamd)
        return await (_remove if is_incoming else _stop)(message, finding, extraction, policy, context)
    except EngineDown as error:
        return TryLater(str(error))


async def _remove(
    message: Message, finding: Finding, extraction: Extraction, policy: FilterPolicy, context: Context
) -> Verdict:
    kind = VirusRemoved if finding.state is State.INFECTED else UnscannableRemoved
    notice = notice_of(kind, message, finding, extraction)
    compose = partial(
        notices.compose,
        wordings=policy.wordings(notice.key),
        signature=policy.signature,
        envelope=replace(message.envelope, sender="", parameters=()),  # RFC 3834: nothing answers a notice
        sender=f"noreply@{policy.domain}",
        recipient=to_of(message.envelope.recipients),
        message_id=f"<{message.envelope.queue_id}.virus@{policy.domain}>",
        directory=context.scratch,
    )
    return Replace(await _clean_notice(compose, notice, extraction.text, context.clamd))


async def _stop(
    message: Message, finding: Finding, extraction: Extraction, policy: FilterPolicy, context: Context
) -> Verdict:
    author = message.login or message.envelope.sender
    if not author:
        return Drop(finding.name)
    kind = VirusStopped if finding.state is State.INFECTED else UnscannableStopped
    notice = notice_of(kind, message, finding, extraction)
    compose = partial(
        notices.compose,
        wordings=policy.wordings(notice.key),
        signature=policy.signature,
        envelope=replace(message.envelope, sender="", recipients=(author,), parameters=()),
        sender=context.virus_address,
        recipient=author,
        message_id=f"<{message.envelope.queue_id}.virus@{context.config.hostname}>",
        directory=context.scratch,
    )
    warning = await _clean_notice(compose, notice, "", context.clamd)
    return Drop(finding.name, warning)


async def _clean_notice(compose: Callable[..., Message], notice: ScannedMessage, text: str, clamd: Clamd) -> Message:
    """The notice with as much of the message as is clean: values and text, values only, or nothing.

    Raises EngineDown.
    """
    composed = compose(replace(notice, **dict.fromkeys(_QUOTED, "-")))
    for quoted_text in (text, ""):
        candidate = compose(notice, text=quoted_text)
        if await _is_clean(candidate, notice, clamd):
            composed = candidate
            break
    return replace(composed, is_notice=True, outcome=REMOVED, virus=notice.virus)


async def _is_clean(composed: Message, notice: ScannedMessage, clamd: Clamd) -> bool:
    """clamd decodes the body, but not the encoded words of the subject, so the values are scanned as well."""
    plain = "\n".join(astuple(notice)).encode("utf-8", "replace")
    findings = [await clamd.scan([plain]), await clamd.scan(composed.blocks())]
    return all(finding.state is State.CLEAN for finding in findings)


def to_of(recipients: tuple[str, ...]) -> str:
    """A notice to several recipients does not name them: some may be Bcc."""
    return recipients[0] if len(recipients) == 1 else "undisclosed-recipients:;"


def notice_of(kind: type[ScannedMessage], message: Message, finding: Finding, extraction: Extraction) -> ScannedMessage:
    date, is_incoming = first(message, "Date"), message.envelope.direction is Direction.INCOMING
    return kind(
        date=date,
        date_ja=notices.date_in_japanese(date),
        sender=first(message, "From"),
        subject=first(message, "Subject"),
        recipients=first(message, "To") if is_incoming else ", ".join(message.envelope.recipients),
        file=", ".join(extraction.files) or "-",
        virus=finding.name,
        reason_ja=notices.reason(finding.name, "ja"),
        reason_en=notices.reason(finding.name, "en"),
    )


def first(message: Message, name: str) -> str:
    return next((readable(value) for value in message.fields(name)), "") or "-"

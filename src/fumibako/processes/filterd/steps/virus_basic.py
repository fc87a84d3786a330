"""Virus check, basic (B7). Only an explicit "clean" passes; beyond the engine's limits is not scanned.

Incoming: the recipient gets a notice with the mail's text instead of the mail. Outgoing: nobody gets
anything, and whoever logged in to send it gets a warning: the envelope's sender may be a name for several.
"""

from dataclasses import replace

from fumibako.machine.formats.charsets import readable
from fumibako.machine.formats.filter_policy import FilterPolicy
from fumibako.machine.state import EncryptedTreatment
from fumibako.processes.filterd import notices
from fumibako.processes.filterd.autopsy import Findings, examine, read_again
from fumibako.processes.filterd.engines import EngineDown
from fumibako.processes.filterd.engines.clamd import Finding, State
from fumibako.processes.filterd.equipment import Equipment
from fumibako.processes.filterd.mail import Direction, Mail
from fumibako.processes.filterd.verdict import Drop, Pass, Replace, TryLater, Verdict

# For Sieve and mail programs. Not in the subject, not in the text: signatures of the sender's stay right.
MARK = "X-Fumibako-Encrypted"


async def virus_basic(mail: Mail, policy: FilterPolicy, equipment: Equipment) -> Verdict:
    is_incoming = mail.envelope.direction is Direction.INCOMING
    if not (policy.virus.incoming if is_incoming else policy.virus.outgoing):
        return Pass()
    if mail.scan is None:
        return TryLater("no scan was begun")
    try:
        finding = await mail.scan.finding()
        if finding.state in (State.CLEAN, State.ENCRYPTED) and not mail.flaw:
            finding = await read_again(mail.content, finding, equipment.clamd)
        if mail.flaw and finding.state is not State.INFECTED:
            finding = Finding(State.UNSCANNABLE, mail.flaw)
        if finding.state is State.ENCRYPTED and policy.virus.encrypted is EncryptedTreatment.MARK:
            marked = mail.with_front(f"{MARK}: not scanned; {finding.name}") if is_incoming else mail
            return Replace(replace(marked, outcome=finding.state.value))
        if finding.state is State.CLEAN:
            return Replace(replace(mail, outcome=finding.state.value))
        found = await examine(mail.content, equipment.clamd)
        return await (_removed if is_incoming else _stopped)(mail, finding, found, policy, equipment)
    except EngineDown as error:
        return TryLater(str(error))


async def _removed(
    mail: Mail, finding: Finding, found: Findings, policy: FilterPolicy, equipment: Equipment
) -> Verdict:
    key = "virus_removed" if finding.state is State.INFECTED else "unscannable_removed"
    sender = f"noreply@{policy.domain}"

    def notice(text: str) -> Mail:
        return notices.compose(
            policy.wording(key) or notices.built_in(key),
            _values(mail, finding, found),
            envelope=replace(mail.envelope, sender="", parameters=()),  # RFC 3834: nothing answers a notice
            sender=sender,
            recipient=_only(mail.envelope.recipients),
            message_id=f"<{mail.envelope.queue_id}.virus@{policy.domain}>",
            room=equipment.room,
            text=text,
        )

    whole = notice(found.text)
    if found.text and (await equipment.clamd.scan(whole.blocks())).state is not State.CLEAN:
        whole = notice("")
    return Replace(replace(whole, is_notice=True, outcome="removed"))


async def _stopped(
    mail: Mail, finding: Finding, found: Findings, policy: FilterPolicy, equipment: Equipment
) -> Verdict:
    key = "virus_stopped" if finding.state is State.INFECTED else "unscannable_stopped"
    author = mail.login or mail.envelope.sender
    if not author:
        return Drop(finding.name)
    warning = notices.compose(
        policy.wording(key) or notices.built_in(key),
        _values(mail, finding, found),
        envelope=replace(mail.envelope, sender="", recipients=(author,), parameters=()),
        sender=equipment.virus_address,
        recipient=author,
        message_id=f"<{mail.envelope.queue_id}.virus@{equipment.config.hostname}>",
        room=equipment.room,
    )
    return Drop(finding.name, replace(warning, is_notice=True, outcome="removed"))


def _only(recipients: tuple[str, ...]) -> str:
    """Several: one notice goes to all of them, and tells nobody who the others are (Bcc)."""
    return recipients[0] if len(recipients) == 1 else "undisclosed-recipients:;"


def _values(mail: Mail, finding: Finding, found: Findings) -> dict[str, str]:
    date, is_incoming = _first(mail, "Date"), mail.envelope.direction is Direction.INCOMING
    return {
        "date": date,
        "date_ja": notices.date_in_japanese(date),
        "sender": _first(mail, "From"),
        "subject": _first(mail, "Subject"),
        "recipients": _first(mail, "To") if is_incoming else ", ".join(mail.envelope.recipients),
        "file": ", ".join(found.files) or "-",
        "virus": finding.name,
        "reason_ja": notices.reason(finding.name, "ja"),
        "reason_en": notices.reason(finding.name, "en"),
    }


def _first(mail: Mail, name: str) -> str:
    return next((readable(value) for value in mail.fields(name)), "") or "-"

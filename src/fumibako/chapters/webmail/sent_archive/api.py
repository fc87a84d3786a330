"""The archive of sent mail, for programs (B12)."""

from base64 import b64encode
from datetime import UTC, datetime

from fumibako.chapters.mail.accounts.api import domain_here
from fumibako.chapters.webmail.sent_archive import errors, services
from fumibako.chapters.webmail.sent_archive.forms import SearchForm
from fumibako.groundwork.programs import Facts, ProgramRequest, RoleTooLow, Text
from fumibako.groundwork.tenancy.models import Domain
from fumibako.groundwork.tenancy.staff import StaffRole


class SentFacts(Facts):
    """pack, place: for the mail itself. recipients: with those of Bcc."""

    pack: str
    place: int
    at: datetime
    sender: str
    recipients: list[str]
    subject: str
    attachments: int


class PageFacts(Facts):
    """number: of all that were found. mails: 50 of them, the newest first."""

    number: int
    mails: list[SentFacts]


class MailFacts(Facts):
    """source: the mail as it was sent, in base64. is_unchanged: as it was written."""

    at: datetime
    sender: str
    recipients: list[str]
    queue_id: str
    is_unchanged: bool
    source: str


def listed(
    request: ProgramRequest,
    domain: Text,
    since: Text = "",
    until: Text = "",
    sender: Text = "",
    recipient: Text = "",
    subject: Text = "",
    text: Text = "",
    file: Text = "",
    page: int = 1,
) -> PageFacts:
    """What the domain's users have sent, by days (2026-11-28) and by words of it. page: from 1."""
    given = {"since": since, "until": until, "sender": sender, "recipient": recipient}
    form = SearchForm({**given, "subject": subject, "text": text, "file": file})
    asked = form.asked()
    if asked is None:
        raise errors.UnclearSearch(reason=" ".join(str(each) for found in form.errors.values() for each in found))
    here = _domain_here(request, domain)
    rows, number = services.search(actor=request.caller.actor, domain=here, asked=asked, page=max(page, 1))
    mails = [
        SentFacts(
            pack=row.pack,
            place=row.place,
            at=datetime.fromtimestamp(row.at, UTC),
            sender=row.sender,
            recipients=list(row.recipients),
            subject=row.subject,
            attachments=row.files,
        )
        for row in rows
    ]
    return PageFacts(number=number, mails=mails)


def mail(request: ProgramRequest, domain: Text, pack: Text, place: int) -> MailFacts:
    """A mail as it was sent."""
    here = _domain_here(request, domain)
    facts, octets, is_right = services.mail(
        actor=request.caller.actor, domain=here, pack=pack, place=place, is_saved=True
    )
    return MailFacts(
        at=datetime.fromtimestamp(facts.at, UTC),
        sender=facts.login,
        recipients=list(facts.recipients),
        queue_id=facts.queue_id,
        is_unchanged=is_right,
        source=b64encode(octets).decode(),
    )


def _domain_here(request: ProgramRequest, name: str) -> Domain:
    """What people wrote is not for everybody of the provider's staff. Raises NoSuchDomain, RoleTooLow."""
    if request.caller.staff_role is not StaffRole.EVERYTHING:
        raise RoleTooLow
    return domain_here(request, name)

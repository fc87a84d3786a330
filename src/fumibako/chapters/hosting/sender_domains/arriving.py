"""Reports are taken in from the mails that brought them (B14): those of the last day, whose sender is proved.
A report that was taken in before is left as it is; others can be given by hand."""

import email
import email.policy
import logging
from collections.abc import Callable, Iterator
from email.message import EmailMessage

from django.conf import settings

from fumibako.chapters.hosting.sender_domains.models import SenderReport
from fumibako.chapters.hosting.sender_domains.reports import read_report
from fumibako.chapters.hosting.sender_domains.services import take_report
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.daemons.dovecot.control import Mailboxes
from fumibako.machine.formats.sender_reports import MAX_BYTES
from fumibako.machine.provision.client import AgentDown, AgentRefused

log = logging.getLogger("background")
MAX_PARTS = 20
PROOFS = ("dkim=pass", "dmarc=pass")


def take_all(breathe: Callable[[str], None]) -> int:
    """Returns how many reports are new."""
    before = SenderReport.objects.count()
    for domain in Domain.objects.select_related("customer").order_by("pk"):
        breathe("")
        try:
            mails = Mailboxes(settings.FUMIBAKO).report_mails(domain.name)
        except (AgentDown, AgentRefused) as error:
            log.warning("%s: its reports are not looked for: %s", domain.name, error)
            continue
        for text in mails:
            take(domain, text)
    return SenderReport.objects.count() - before


def take(domain: Domain, text: str) -> None:
    """What is no report of this domain is passed over."""
    mail = email.message_from_string(text, policy=email.policy.default)
    if not isinstance(mail, EmailMessage) or not is_proved(mail, settings.FUMIBAKO.hostname):
        return
    for content in _attached(mail):
        try:
            take_report(actor=SYSTEM, domain=domain, report=read_report(content, domain.name))
        except Refused as refusal:
            log.info("%s: not taken: %s", domain.name, refusal.code)


def is_proved(mail: EmailMessage, server: str) -> bool:
    """Whether filterd, which takes off what others claim in our name, found a right DKIM signature, or a sender whose
    domain says so (DMARC)."""
    for field in mail.get_all("Authentication-Results", []):
        name, *results = (part.strip() for part in str(field).split(";"))
        if name.lower() == server and any(result.startswith(PROOFS) for result in results):
            return True
    return False


def _attached(mail: EmailMessage) -> Iterator[bytes]:
    for number, part in enumerate(mail.walk()):
        if number >= MAX_PARTS:
            return
        if part.is_multipart() or part.get_content_type() in ("text/plain", "text/html"):
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and len(content) <= MAX_BYTES:
            yield content

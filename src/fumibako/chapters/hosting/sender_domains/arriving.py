"""Reports are taken in from the mails that brought them (B14): those of the last day, whose sender is proved.
A report that was taken in before is left as it is; others can be given by hand."""

import email
import email.policy
import logging
import re
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.utils import getaddresses

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
_PASSED = re.compile(r"(dkim|dmarc)=pass(?: \([^)]*\))? header\.(?:d|from)=(\S+)")


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
    if not isinstance(mail, EmailMessage) or not (sender := proved_sender(mail, settings.FUMIBAKO.hostname)):
        return
    for content in _attached(mail):
        try:
            report = read_report(content, domain.name)
            take_report(actor=SYSTEM, domain=domain, report=report, sender=sender)
        except Refused as refusal:
            log.info("%s: not taken: %s", domain.name, refusal.code)


def proved_sender(mail: EmailMessage, server: str) -> str:
    """The domain in From, if filterd, which takes off what others claim in our name, found that it is the sender's: its
    own signature or that of a domain above it (RFC 7489 section 7.2.1.1), or DMARC passed. Else "": a signature of some
    other domain proves nothing about who reports."""
    named = getaddresses([str(field) for field in mail.get_all("From", [])])
    if len(named) != 1:
        return ""
    author = named[0][1].rpartition("@")[2].lower().rstrip(".")
    for field in mail.get_all("Authentication-Results", []):
        name, *results = (" ".join(part.split()) for part in str(field).split(";"))
        if name.lower() == server and any(_proves(result, author) for result in results):
            return author
    return ""


def _proves(result: str, author: str) -> bool:
    if not (passed := _PASSED.match(result)):
        return False
    method, domain = passed[1], passed[2].lower().rstrip(".")
    return domain == author or (method == "dkim" and author.endswith(f".{domain}"))


def _attached(mail: EmailMessage) -> Iterator[bytes]:
    for number, part in enumerate(mail.walk()):
        if number >= MAX_PARTS:
            return
        if part.is_multipart() or part.get_content_type() in ("text/plain", "text/html"):
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and len(content) <= MAX_BYTES:
            yield content
